"""Read addresses of the plain admin from the standard input, and answer each with the milliseconds of its page."""

# ruff: noqa: E402 (a script: its imports follow the start of Django)

import os
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "plain_settings"

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client


def main():
    settings.DEBUG = False
    client = Client()
    client.force_login(User.objects.get(username="root"))
    for line in sys.stdin:
        began = time.perf_counter()
        answer = client.get(line.strip())
        took = (time.perf_counter() - began) * 1000
        print(took if answer.status_code == 200 else f"status {answer.status_code}", flush=True)


if __name__ == "__main__":
    main()
