"""Databases of their own for tests that start the product's processes."""

import atexit
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
from django.db import connections

from config.databases import tuned

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def database_of_its_own(folder):
    """Yield the DATABASE_URL of an empty, migrated database of the kind that the suite runs on."""
    suite = os.environ.get("DATABASE_URL", "")
    if not suite.startswith(("postgres://", "postgresql://")):
        shutil.copyfile(_migrated_file(), folder / "product.sqlite3")
        yield f"sqlite:///{folder / 'product.sqlite3'}"
        return
    with psycopg.connect(suite, autocommit=True) as server:
        name = _made(server, f'TEMPLATE "{_migrated_database(suite)}"')
        try:
            yield _named(suite, name)
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def _migrated_file():
    """Return a migrated SQLite database to copy: migrating takes ten times as long."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    manage(f"sqlite:///{folder}/migrated.sqlite3", "migrate", "-v0")
    return f"{folder}/migrated.sqlite3"


@cache
def _migrated_database(suite):
    """Return the name of a migrated database on the suite's server, to copy."""
    with psycopg.connect(suite, autocommit=True) as server:
        name = _made(server)
    atexit.register(_drop, suite, name)
    manage(_named(suite, name), "migrate", "-v0")
    return name


def _made(server, more=""):
    name = f"slotdesk_{uuid.uuid4().hex[:12]}"
    server.execute(f'CREATE DATABASE "{name}" {more}')
    return name


def _named(suite, name):
    return urlunsplit(urlsplit(suite)._replace(path=f"/{name}"))


def _drop(suite, name):
    with psycopg.connect(suite, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def default_database(url):
    """Let this process look into another database meanwhile."""
    before = connections.settings["default"]
    _switch(before | {"OPTIONS": {}} | tuned(environ.Env.db_url_config(url)))
    try:
        yield
    finally:
        _switch(before)


def _switch(settings):
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = settings


def environment(url, **more):
    """Return the environment for a child that uses this database."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "PYTEST_"))}
    return inherited | {"DATABASE_URL": url} | more


def manage(url, *words, **more):
    """Run one management command against this database and return what it printed."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=environment(url, **more), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def execute(url, statement):
    """Run one statement against this database, beside the product's processes."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection, connection:
            connection.execute(statement)
    else:
        with psycopg.connect(url) as connection:
            connection.execute(statement)


def everything_in(url):
    """Return all that the database stores, as bytes: the files of SQLite, or a text of every table of PostgreSQL."""
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        copies = [f'COPY "{table}" TO STDOUT' for (table,) in tables]
        with connection.cursor() as cursor:
            return b"".join(_copied(cursor, one) for one in copies)


def _copied(cursor, statement):
    with cursor.copy(statement) as copy:
        return b"".join(copy)
