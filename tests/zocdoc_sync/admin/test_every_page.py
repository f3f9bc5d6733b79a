"""What holds for every page of the console, whoever opens it."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from tests.workflows_app.factories import workflow
from tests.zocdoc_sync.admin.clinic import PASSWORD, appointment, change, connection_named, insurance, operation, person
from workflows_app.engine.planning import start_by_hand
from workflows_app.models import WebhookTarget, Workflow, WorkflowRun
from zocdoc_sync.admin.appointments.buttons import BUTTONS
from zocdoc_sync.admin.base import ConsoleModelAdmin
from zocdoc_sync.encryption.fields import EncryptedField
from zocdoc_sync.enums import SyncReason, SyncState, SyncWhat
from zocdoc_sync.models import (
    AccessEvent,
    Alert,
    Appointment,
    Change,
    Connection,
    DriftRun,
    Facility,
    InsurancePlan,
    InsuranceRun,
    Job,
    Location,
    OperationLog,
    OwnedModel,
    PlaceInsurance,
    Practice,
    Provider,
    ProviderDay,
    ProviderLocation,
    PublishDay,
    PublishRun,
    SlotException,
    SlotTemplate,
    Specialty,
    SyncRun,
    VisitReason,
    WantedPlans,
    WebhookEvent,
)
from zocdoc_sync.roles import ROLES

PAGES = {
    Appointment, Provider, Location, ProviderLocation, Practice, Facility, Specialty, VisitReason, InsurancePlan,
    Change, OperationLog, SyncRun, Job, Alert, AccessEvent, Connection, User, Group,
    PlaceInsurance, InsuranceRun, WantedPlans, DriftRun,
    SlotTemplate, SlotException, PublishRun, ProviderDay, WebhookEvent,
    Workflow, WorkflowRun, WebhookTarget,
}  # fmt: skip
EVERYBODY = [*ROLES, "superuser"]
DAY = date(2026, 12, 1)
HOSTILE = "<script>alert('x')</script>"


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=(row.pk,))


def fill(clinic, number, **more):
    """Make one row of every kind."""
    row = appointment(clinic, **more)
    now = timezone.now()
    provider = Provider.objects.create(connection=clinic, zocdoc_id=f"pr_{number}", name=f"Dr. {number}")
    publishing(clinic, provider, now)
    ProviderDay.objects.create(connection=clinic, provider=row.provider if number == 0 else provider, date=DAY)
    Location.objects.create(connection=clinic, zocdoc_id=f"lo_{number}", name=f"Place {number}")
    ProviderLocation.objects.create(connection=clinic, zocdoc_id=f"pr_{number}|lo_{number}", name=f"Pair {number}")
    Practice.objects.create(connection=clinic, zocdoc_id=f"pt_{number}", name=f"Practice {number}")
    Facility.objects.create(connection=clinic, zocdoc_id=f"facility-{number}", name=f"Facility {number}")
    specialty = Specialty.objects.create(connection=clinic, zocdoc_id=f"sp_{number}", name=f"Specialty {number}")
    VisitReason.objects.create(
        connection=clinic, zocdoc_id=f"pc_{number}", name=f"Reason {number}", specialty=specialty
    )
    InsurancePlan.objects.create(
        connection=clinic, zocdoc_id=f"ip_{number}", name=f"Plan {number}", carrier_zocdoc_id=f"ic_{number}",
        carrier_name=f"Carrier {number}", status="active",
    )  # fmt: skip
    insurance(clinic, number)
    change(row)
    operation(row)
    SyncRun.objects.create(
        connection=clinic, what=SyncWhat.APPOINTMENTS, reason=SyncReason.SCHEDULE, state=SyncState.DONE, started_at=now
    )
    Job.objects.create(kind="sync.appointments", connection=clinic, due_at=now)
    WebhookEvent.objects.create(
        connection=clinic, digest=f"{clinic.pk}:{number}", zocdoc_id=row.zocdoc_id, received_at=now, due_at=now
    )
    Alert.objects.create(
        code="job_parked",
        fault=f"{clinic.pk}:{number}",
        connection=clinic,
        sentence="It gave up.",
        opened_at=now,
        last_at=now,
    )
    AccessEvent.objects.create(at=now, actor_label="x", action="patient.viewed", connection=clinic)
    flow = workflow(clinic, [("confirm", "zocdoc.confirmAppointment", {})], name=f"Workflow {number}")
    start_by_hand(flow, row, actor=None, now=now)
    WebhookTarget.objects.create(
        connection=clinic, name=f"Target {number}", url="https://crm.example/in", signing_secret="a-planted-secret"
    )
    return row


def publishing(clinic, provider, now):
    today = now.date()
    SlotTemplate.objects.create(connection=clinic, provider=provider, name="Week", valid_from=today)
    SlotException.objects.create(connection=clinic, provider=provider, first=today, last=today, why="Holiday")
    run = PublishRun.objects.create(
        connection=clinic, kind="templates", key=f"test:{provider.pk}", first=today, last=today, started_at=now
    )
    PublishDay.objects.create(connection=clinic, run=run, provider=provider, date=today, due_at=now)


def one_of_each(clinic):
    models = PAGES - {Connection, User, Group}
    return [model.objects.filter(connection=clinic).first() for model in models]


def test_only_our_pages_are_registered_and_all_stand_on_the_one_base():
    registered = admin.site._registry
    assert set(registered) == PAGES
    assert [model for model, page in registered.items() if not isinstance(page, ConsoleModelAdmin)] == []


def test_no_page_has_facets_full_counts_or_a_date_hierarchy():
    pages = admin.site._registry.values()
    assert {(page.show_facets.name, page.show_full_result_count, page.date_hierarchy) for page in pages} == {
        ("NEVER", False, None)
    }
    assert [page for page in pages if page.ordering[-1] not in ("pk", "-pk")] == []


@pytest.mark.parametrize("role", EVERYBODY)
def test_every_page_opens_or_is_refused_for_every_role(role, client, clinic):
    fill(clinic, 0)
    someone = person(role, clinic)
    client.force_login(someone)
    codes = {}
    for row in [*one_of_each(clinic), clinic, someone, Group.objects.first()]:
        allowed = someone.has_perm(f"{row._meta.app_label}.view_{row._meta.model_name}")
        got = (client.get(list_of(type(row))).status_code, client.get(page_of(row)).status_code)
        if isinstance(row, Appointment) and not allowed:
            codes[str(row)] = (got, (403, 404))
        elif row == someone and role == "superuser":
            codes[str(row)] = (got, (200, 200))
        else:
            codes[type(row).__name__] = (got, (200, 200) if allowed else (403, 403))
    assert {name: pair for name, pair in codes.items() if pair[0] != pair[1]} == {}
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_visitor_who_is_not_signed_in_is_sent_to_the_login_page(client, clinic):
    fill(clinic, 0)
    for row in one_of_each(clinic):
        assert client.get(list_of(type(row))).url.startswith("/admin/login/")
        assert client.get(page_of(row)).url.startswith("/admin/login/")


def test_rows_of_another_clinic_are_as_if_they_did_not_exist(client, clinic, other):
    mine, theirs = fill(clinic, 0), fill(other, 1, first="Zora", last="Zander")
    client.force_login(person("Administrator", clinic))
    for row in one_of_each(other):
        answer = client.get(page_of(row))
        # Django sends the reader home from a row that does not exist.
        assert answer.status_code == 404 or answer.url == reverse("admin:index"), row
        assert "Hillside Clinic" not in client.get(list_of(type(row))).content.decode()
    assert client.get(page_of(other)).url == reverse("admin:index")
    assert mine.zocdoc_id != theirs.zocdoc_id
    assert client.get(page_of(mine)).status_code == 200


def test_the_owned_tables_are_all_scoped(rf, clinic, other):
    fill(clinic, 0), fill(other, 1)
    request = rf.get("/")
    request.user = person("Administrator", clinic)
    for model, page in admin.site._registry.items():
        if issubclass(model, OwnedModel):
            assert set(page.get_queryset(request).values_list("connection", flat=True)) == {clinic.pk}, model


def test_a_filter_offers_and_accepts_only_rows_that_the_person_sees(client, clinic, other):
    third = connection_named("Lakeside Clinic")
    fill(clinic, 0), fill(third, 2)
    theirs = fill(other, 1, first="Zora", last="Zander")
    client.force_login(person("Front desk", clinic, third))
    shown = client.get(list_of(Appointment)).content.decode()
    assert "Lakeside Clinic" in shown
    assert "Hillside Clinic" not in shown
    forced = client.get(list_of(Appointment), {"provider": theirs.provider_id}).content.decode()
    assert "0 appointments" in forced


def test_a_lookup_in_the_url_cannot_probe_columns(client, clinic):
    fill(clinic, 0)
    client.force_login(person("superuser"))
    for lookup in ("participant__last_name_index", "connection__client_id", "developer_patient_index__startswith"):
        answer = client.get(list_of(Appointment), {lookup: "a"})
        assert answer.status_code in (302, 400), lookup


def test_hostile_words_are_shown_as_words_everywhere(client, clinic):
    row = fill(clinic, 0, first=HOSTILE, last=HOSTILE, source=HOSTILE)
    Provider.objects.filter(pk=row.provider_id).update(name=HOSTILE)
    OperationLog.objects.update(error_sentence=HOSTILE, actor_label=HOSTILE)
    Alert.objects.update(sentence=HOSTILE)
    Connection.objects.update(state_sentence=HOSTILE, name=HOSTILE)
    client.force_login(person("superuser"))
    seen = 0
    for one in one_of_each(clinic):
        for address in (list_of(type(one)), page_of(one), reverse("admin:index")):
            text = client.get(address).content.decode()
            assert HOSTILE not in text, address
            seen += text.count("&lt;script&gt;")
    assert seen > 10


def test_titles_and_addresses_name_no_patient(client, clinic):
    row = fill(clinic, 0, first="Quentin", last="Quimby")
    client.force_login(person("superuser"))
    addresses = [list_of(Appointment), page_of(row), reverse("admin:index")]
    addresses += [reverse("admin:appointment_do", args=(row.pk, slug)) for slug in ("confirm", "cancel", "no-show")]
    for address in addresses:
        text = client.get(address).content.decode()
        assert "Quimby" in text, address
        assert "Quimby" not in "".join(re.findall(r"<title>.*?</title>", text, re.DOTALL))
        assert re.findall(r'href="[^"]*Quimby', text) == []


def contents():
    """Return what every table of the product holds, but for the audit."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label in ("zocdoc_sync", "auth") and model is not AccessEvent:
            columns = [field for field in model._meta.concrete_fields if not isinstance(field, EncryptedField)]
            found[model.__name__] = sorted(
                map(repr, model._default_manager.values_list(*(one.attname for one in columns)))
            )
    return found


def test_looking_at_pages_writes_nothing_but_the_audit(client, clinic):
    row = fill(clinic, 0, status="confirmed", provider_location=None)
    someone = person("superuser")
    client.force_login(someone)
    pages = [list_of(type(one)) for one in one_of_each(clinic)] + [page_of(one) for one in one_of_each(clinic)]
    pages += [reverse("admin:index"), page_of(clinic), page_of(someone), list_of(User), list_of(Connection)]
    pages += [reverse("admin:appointment_do", args=(row.pk, slug)) for slug in BUTTONS]
    before = contents()
    for address in pages:
        assert client.get(address).status_code == 200, address
    assert contents() == before
    assert AccessEvent.objects.filter(action__startswith="patient").count() > 1


def test_a_page_of_a_signed_in_person_is_kept_by_no_cache(at_desk):
    answer = at_desk.get(reverse("admin:index"))
    assert {"no-store", "private"} - set(answer["Cache-Control"].split(", ")) == set()


def test_the_search_of_the_frame_is_closed_and_lists_of_tables_lead_home(client, db):
    client.force_login(person("superuser"))
    assert client.get("/admin/search/?s=quimby").status_code == 404
    assert client.get("/admin/zocdoc_sync/").url == reverse("admin:index")


def test_the_login_page_leads_to_the_worklist(client, desk):
    answer = client.post(reverse("admin:login"), {"username": desk.username, "password": PASSWORD})
    assert answer.url == reverse("admin:index")


@pytest.mark.parametrize("model", sorted(PAGES, key=lambda m: m.__name__))
def test_a_list_is_titled_by_what_it_lists(model, client, clinic):
    client.force_login(person("superuser"))
    page = client.get(list_of(model)).content.decode()
    assert f"<title>{capfirst(model._meta.verbose_name_plural)} | Slotdesk</title>" in " ".join(page.split()).replace(
        "<title> ", "<title>"
    ).replace(" </title>", "</title>")
