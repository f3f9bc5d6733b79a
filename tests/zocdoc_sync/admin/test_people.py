from django.contrib.auth.models import Group, User

from tests.zocdoc_sync.admin.clinic import person
from zocdoc_sync.models import VisitReason
from zocdoc_sync.roles import ROLES

PEOPLE = "/admin/auth/user/"


def test_an_administrator_cannot_make_or_touch_a_superuser(client, clinic):
    owner, administrator = person("superuser"), person("Administrator", clinic)
    client.force_login(administrator)
    assert client.get(f"{PEOPLE}{owner.pk}/change/").url == "/admin/"
    assert client.get(f"{PEOPLE}{owner.pk}/password/").status_code == 404
    fields = {"username": administrator.username, "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    client.post(f"{PEOPLE}{administrator.pk}/change/", fields)
    assert set(User.objects.filter(is_superuser=True)) == {owner}


def test_the_roles_are_the_builtin_ones(client, clinic):
    client.force_login(person("Administrator", clinic))
    shown = client.get("/admin/auth/group/").content.decode()
    assert [role for role in ROLES if role not in shown] == []
    assert Group.objects.count() == len(ROLES)


def test_the_minutes_of_a_visit_reason_are_edited_and_nothing_else_of_it(client, clinic):
    row = VisitReason.objects.create(connection=clinic, zocdoc_id="pc_1", name="Physical")
    client.force_login(person("Scheduler", clinic))
    client.post(f"/admin/zocdoc_sync/visitreason/{row.pk}/change/", {"minutes": "45", "name": "Hacked"})
    row.refresh_from_db()
    assert (row.minutes, row.name) == (45, "Physical")
