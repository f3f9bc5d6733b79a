import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.roles import APPOINTMENT_WRITES, READS, ROLES, SCHEDULE_WRITES, make_roles

pytestmark = pytest.mark.django_db


def existing():
    rows = Permission.objects.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in rows}


def held(role):
    rows = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{name}" for app, name in rows}


def codes(role):
    return {code for code, spec in CATALOGUE.items() if spec.permission in ROLES[role]}


def test_the_five_roles_exist_after_migrating():
    assert sorted(Group.objects.filter(name__in=ROLES).values_list("name", flat=True)) == sorted(ROLES)
    assert sorted(ROLES) == ["Administrator", "Builder", "Front desk", "Scheduler", "Viewer"]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_holds_only_existing_permissions(role):
    assert sorted(ROLES[role] - existing()) == []
    assert held(role) == ROLES[role]


def test_the_reads_are_what_the_catalogue_reads():
    assert sorted(READS) == sorted(code for code, spec in CATALOGUE.items() if not spec.writes)


def test_a_viewer_performs_nothing():
    assert codes("Viewer") == set()
    assert {one.split(".")[1].split("_")[0] for one in ROLES["Viewer"]} == {"view"}


def test_the_front_desk_changes_appointments_and_no_timeslots():
    writes = {code for code in codes("Front desk") if CATALOGUE[code].writes}

    assert writes == set(APPOINTMENT_WRITES)


def test_the_scheduler_changes_timeslots_and_mappings_and_sees_no_patient():
    writes = {code for code in codes("Scheduler") if CATALOGUE[code].writes}
    patients = {code for code in codes("Scheduler") if CATALOGUE[code].shows_patient}

    assert writes == set(SCHEDULE_WRITES)
    assert patients == set()


def test_only_the_administrator_manages_people_and_connections():
    managing = {one for one in existing() if one.startswith("auth.add") or one == "zocdoc_sync.change_connection"}
    holders = {role for role, permissions in ROLES.items() if permissions & managing}

    assert holders == {"Administrator"}


def test_migrating_again_puts_a_role_right_and_leaves_other_groups_alone():
    viewer = Group.objects.get(name="Viewer")
    stranger = Permission.objects.get(codename="perform_cancelappointment")
    viewer.permissions.add(stranger)
    own = Group.objects.create(name="Billing")
    own.permissions.add(stranger)

    make_roles()

    assert held("Viewer") == ROLES["Viewer"]
    assert held("Billing") == {"zocdoc_sync.perform_cancelappointment"}


def test_a_member_of_a_role_may_what_the_role_may():
    person = User.objects.create_user("fran")
    person.groups.add(Group.objects.get(name="Front desk"))

    assert person.has_perm("zocdoc_sync.perform_confirmappointment")
    assert not person.has_perm("zocdoc_sync.perform_putprovidercalendartimeslots")


def test_the_roles_are_made_by_migrate():
    Group.objects.filter(name__in=ROLES).delete()

    call_command("migrate", verbosity=0)

    assert held("Front desk") == ROLES["Front desk"]
