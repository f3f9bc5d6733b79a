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


def test_a_persons_form_says_in_short_sentences_what_each_field_means(client, clinic):
    administrator = person("Administrator", clinic)
    client.force_login(administrator)
    form = client.get(f"{PEOPLE}{administrator.pk}/change/")
    shown = form.content.decode()
    texts = [field.help_text for field in form.context["adminform"].form.fields.values()]
    assert [text for text in texts if len(str(text)) > 100] == []
    assert [word for word in ("argon2", "Raw passwords", "Designates", "Hold down") if word in shown] == []
    assert ("Set; nobody can read it." in shown, "/password/" in shown) == (True, True)
    added = client.get(f"{PEOPLE}add/").content.decode()
    assert ("At least 15 characters." in added, "150 characters or fewer" in added) == (True, False)


def test_a_person_whose_password_was_never_set_is_told_apart(client, clinic):
    other = User.objects.create_user("newcomer", is_staff=True)
    client.force_login(person("Administrator", clinic))
    shown = client.get(f"{PEOPLE}{other.pk}/change/").content.decode()
    assert "None is set: the person cannot log in." in shown


def test_roles_are_ticked(client, clinic):
    other = User.objects.create_user("newcomer", is_staff=True)
    client.force_login(person("Administrator", clinic))
    role = Group.objects.get(name="Viewer")
    client.post(f"{PEOPLE}{other.pk}/change/", {"username": "newcomer", "is_active": "on", "groups": [role.pk]})
    assert list(other.groups.all()) == [role]


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
