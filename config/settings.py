"""Everything that an installation may set, read from the environment or from `.env`."""

from pathlib import Path
from typing import Any

import environ

from config.appointment_panels import APPOINTMENT_PANELS as APPOINTMENT_PANELS
from config.content_policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from config.databases import chosen
from config.job_kinds import JOB_KINDS as JOB_KINDS
from config.logs import LOGGING as LOGGING
from config.proxies import networks
from config.required import encryption_keys, long_enough, refuse_unsafe
from config.schedules import AFTER_CHANGES as AFTER_CHANGES
from config.schedules import EVERY_SECOND as EVERY_SECOND
from config.schedules import METRICS as METRICS
from config.schedules import PRUNERS as PRUNERS
from config.schedules import SCHEDULES as SCHEDULES
from config.searched import SEARCHED_BY_NAME as SEARCHED_BY_NAME
from config.theme import UNFOLD as UNFOLD
from config.worklist_sources import FIRST_USES as FIRST_USES
from config.worklist_sources import WORKLIST_SOURCES as WORKLIST_SOURCES

BASE_DIR = Path(__file__).resolve().parent.parent
DEV_SECRET_KEY = "insecure-only-for-development-never-for-patients"  # noqa: S105 (refused when DEBUG is off)

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default=DEV_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ENCRYPTION_KEYS = encryption_keys(env.str("ENCRYPTION_KEYS", default=""), debug=DEBUG)
refuse_unsafe(debug=DEBUG, secret_key=SECRET_KEY, dev_secret_key=DEV_SECRET_KEY, allowed_hosts=ALLOWED_HOSTS)

# Who may read /metrics; without it there is no such page.
METRICS_TOKEN = long_enough("METRICS_TOKEN", env.str("METRICS_TOKEN", default=""))

# The switch that stops every write to Zocdoc, on all connections.
WRITES_ENABLED = env.bool("WRITES_ENABLED", default=True)

DATABASES: dict[str, dict[str, Any]] = {"default": chosen(env.str("DATABASE_URL", ""), BASE_DIR / "db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "config.apps.ConsoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_q",
    "csp",
    "zocdoc_sync",
    "workflows_app",
    # The stand-in can be taken out of an installation by removing its folder.
    *(["zocdoc_sandbox"] if (BASE_DIR / "zocdoc_sandbox").is_dir() else []),
]

MIDDLEWARE = [
    "config.proxies.known_visitors",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "config.sessions.end_idle_sessions",
    "config.sessions.require_second_step",
    "config.middleware.leave_messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.no_store",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "zocdoc_sync.people.passwords.ProductWordsValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", default="America/New_York")
USE_TZ = True

# The builder's form carries a whole workflow: fifty steps with all their fields; a day's has 1,500 ticks.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
# The console's own address, such as https://console.clinic.example: for links in e-mails.
CONSOLE_URL = env.str("CONSOLE_URL", default="").rstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="slotdesk@localhost")

SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
# A browser takes a cookie of such a name only over TLS, for this host alone.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("sessionid", "csrftoken") if DEBUG else ("__Host-sessionid", "__Host-csrftoken")
)
# A person is signed out after so long without doing anything, and after so long in any case.
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=15)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_COOKIE_AGE = SESSION_HOURS * 60 * 60
# Whether who can change connections or people must have a second step; others may.
SECOND_STEP_REQUIRED = env.bool("SECOND_STEP_REQUIRED", default=not DEBUG)
# The proxies whose X-Forwarded-For is believed, as addresses or networks.
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))
SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"

# How long what runs of workflows read and wrote is kept, and how long that they ran.
RUN_PAYLOAD_DAYS = env.int("RUN_PAYLOAD_DAYS", default=7)
RUN_DAYS = env.int("RUN_DAYS", default=90)
# How long the audit is kept: six years.
AUDIT_DAYS = env.int("AUDIT_DAYS", default=2192)

# Files that wait for an appointment, sealed: outside of what the web server shows, shared by web and worker.
DOCUMENTS_DIR = Path(env.str("DOCUMENTS_DIR", default=str(BASE_DIR / "documents")))

# Webhooks that the database could not take at once wait here for the clock: shared by web and worker.
WEBHOOK_SPOOL_DIR = Path(env.str("WEBHOOK_SPOOL_DIR", default=str(BASE_DIR / "webhooks")))

# Where the stand-in for Zocdoc answers, for connections of the environment "local".
LOCAL_ZOCDOC_URL = env.str("LOCAL_ZOCDOC_URL", default="http://127.0.0.1:8081")

# How many days a publishing run reads and sends at once; all share one request budget.
PUBLISHING_LANES = env.int("PUBLISHING_LANES", default=4)

# django-q2 carries the ids of our own job rows and nothing else; these values and why they are so: docs/worker.md
Q_CLUSTER = {
    "name": "slotdesk",
    "orm": "default",
    "workers": env.int("WORKERS", default=4),
    "queue_limit": 2,
    "bulk": 1,
    "poll": 0.2,
    "timeout": 60,
    "retry": 300,
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": -1,
    "catch_up": False,
    "recycle": 500,
    "scheduler": False,
}
