"""What is written to the log: times, names and codes, never bodies, tokens or patients."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.log_lines.LogLine", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print an error's message, and mail the whole request.
        "django": {"level": "INFO", "handlers": []},
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
