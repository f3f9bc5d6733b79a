"""Every list of the console asks the database as often for a hundred rows as for one."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.test_every_page import fill

SIZES = (1, 3, 100)
MOST = 15


def lists():
    """Return the address of the list of each registered model."""
    return {
        model.__name__: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }


def queries(client, address):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address).status_code == 200, address
    return len(counted)


def grow(clinic, now, wanted):
    """Make rows of every kind until there are so many."""
    for number in range(now, wanted):
        fill(clinic, number)
        person("Viewer", clinic, username=f"viewer-{number}")
        Group.objects.create(name=f"Group {number}")


def counts_of(client, clinic):
    """Return how often each list asks, for each of the sizes."""
    counts, made = {name: [] for name in lists()}, 0
    for size in SIZES:
        grow(clinic, made, size)
        made = size
        for name, address in lists().items():
            counts[name].append(queries(client, address))
    return counts


def test_a_list_takes_as_many_queries_for_a_hundred_rows_as_for_one(client, clinic):
    client.force_login(person("superuser"))
    counts = counts_of(client, clinic)
    assert {name: found for name, found in counts.items() if len(set(found)) > 1 or max(found) > MOST} == {}
    small = [model for model in admin.site._registry if model._default_manager.count() < SIZES[-1]]
    assert [model.__name__ for model in small] == ["Connection"]


def test_it_is_so_for_a_person_who_does_not_see_everything(client, clinic, other):
    fill(other, "theirs", first="Zora", last="Zander")
    client.force_login(person("Administrator", clinic))
    allowed = {name: address for name, address in lists().items() if client.get(address).status_code == 200}
    grow(clinic, 0, 1)
    few = {name: queries(client, address) for name, address in allowed.items()}
    grow(clinic, 1, 12)
    many = {name: queries(client, address) for name, address in allowed.items()}
    assert many == few
    assert len(allowed) > 20
