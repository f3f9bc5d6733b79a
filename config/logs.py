"""What is written to the log: times, names and codes, never bodies, tokens or patients."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # At DEBUG these print secrets and whole bodies.
        "requests_oauthlib": {"level": "WARNING"},
        "oauthlib": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        "django-q": {"level": "WARNING"},
        "django.db.backends": {"level": "WARNING"},
        # The request line of a log would name what was searched for.
        "django.server": {"level": "WARNING"},
    },
}
