"""The product's settings without its look and its addresses: a plain Django admin to measure the console against."""

# ruff: noqa: F403, F405 (settings of settings: all of them are taken over)

from config.settings import *

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    *(one for one in INSTALLED_APPS if not one.startswith(("unfold", "config.apps"))),
]
ROOT_URLCONF = "plain_addresses"
TEMPLATES = [{**TEMPLATES[0], "DIRS": []}]
ALLOWED_HOSTS = ["testserver"]
