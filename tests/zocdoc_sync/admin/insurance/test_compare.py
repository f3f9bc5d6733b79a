import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.insurance.conftest import read
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.insurance.conftest import DENTAL, later, plans
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import InsuranceMapping, InsuranceRun, Job, PlaceInsurance, ProviderLocation, WantedPlans
from zocdoc_sync.operations.actor import Actor
from zocdoc_sync.operations.performing import perform

UPDATE = "updateProviderLocationInsuranceMappings"
COMPARE, DRAFT = "admin:insurance_compare", "admin:insurance_draft"


@pytest.fixture
def differing(places, sandbox, linked):
    """The second place takes one plan more than the first."""
    fields = {"provider_location_id": places[1].zocdoc_id, "operation": "Add", "insurance_plan_ids": DENTAL}
    perform(UPDATE, linked, fields, actor=Actor.system("test"), now=timezone.now())
    later(sandbox)
    read(linked)
    return places


def compared(client, **given):
    return client.get(reverse(COMPARE), given)


def rows(answer):
    return [(row["place"].pk, row["missing"]["count"], row["extra"]["count"]) for row in answer.context["rows"]]


def draft(client, against, *places, **more):
    (token,) = hidden(compared(client, against=against), "form_token")[:1]
    connection = places[0].connection_id
    given = {"form_token": token, "against": against, "connection": connection, "place": [one.pk for one in places]}
    return client.post(reverse(DRAFT), given | more)


def run_page(run, name=""):
    if name:
        return reverse(f"admin:insurance_run_{name}", args=(run.pk,))
    return reverse("admin:zocdoc_sync_insurancerun_change", args=(run.pk,))


def test_places_are_compared_with_one_of_them(at_work, differing):
    first, second = differing
    assert sorted(rows(compared(at_work, against=f"place:{second.pk}"))) == [(first.pk, 1, 0), (second.pk, 0, 0)]
    assert sorted(rows(compared(at_work, against=f"place:{first.pk}"))) == [(first.pk, 0, 0), (second.pk, 0, 1)]
    assert rows(compared(at_work, against=f"place:{first.pk}", only="differing")) == [(second.pk, 0, 1)]
    assert {one[1:] for one in rows(compared(at_work))} == {(0, 0)}


def test_a_difference_is_brought_in_line_after_it_was_shown(at_work, differing, sandbox):
    first, second = differing
    answer = draft(at_work, f"place:{second.pk}", first, second)
    run = InsuranceRun.objects.get()
    assert answer.url == run_page(run)
    assert [(line.place_id, line.added, line.removed) for line in run.places.all()] == [(first.pk, [DENTAL], [])]
    assert (sent(sandbox, UPDATE), "Nothing was sent yet" in at_work.get(run_page(run)).content.decode()) == (1, True)
    at_work.post(run_page(run, "start"), {"line": [run.places.get().pk]})
    drain(timezone.now)
    run.refresh_from_db()
    assert (run.state, effects(sandbox), plans(first)["being_added"]) == ("done", [UPDATE] * 2, {DENTAL})
    text = at_work.get(run_page(run)).content.decode()
    assert ("Asked, not seen at Zocdoc yet" in text, "1 of 1 place done" in text) == (True, True)


def test_only_adding_leaves_what_is_extra(at_work, differing):
    first, second = differing
    answer = draft(at_work, f"place:{first.pk}", second, how="add")
    assert (InsuranceRun.objects.count(), said(at_work, answer)) == (
        0, ["Choose a place where something would change."],
    )  # fmt: skip


def test_places_that_would_take_nothing_need_their_number_typed(at_work, places, sandbox, linked):
    empty = WantedPlans.objects.create(connection=linked, name="None", plan_ids=[], made_at=timezone.now())
    draft(at_work, f"list:{empty.pk}", *places)
    run = InsuranceRun.objects.get()
    lines = list(run.places.values_list("pk", flat=True))
    for typed in ("", "1", "all"):
        refused = at_work.post(run_page(run, "start"), {"line": lines, "typed": typed})
        assert (refused.status_code, refused.context["fault"]) == (
            422, "2 places would take no insurance at all: type 2 to mean it.",
        )  # fmt: skip
    assert (sent(sandbox, UPDATE), Job.objects.filter(kind="insurance.run").count()) == (0, 0)
    at_work.post(run_page(run, "start"), {"line": lines, "typed": "2"})
    drain(timezone.now)
    assert effects(sandbox) == [UPDATE] * 2


def test_a_stopped_run_changes_no_further_place(at_work, differing, sandbox):
    draft(at_work, f"place:{differing[1].pk}", differing[0])
    run = InsuranceRun.objects.get()
    at_work.post(run_page(run, "start"), {"line": [run.places.get().pk]})
    assert said(at_work, at_work.post(run_page(run, "stop")))[-1:] == ["Stopped: no further place is changed."]
    drain(timezone.now)
    assert sent(sandbox, UPDATE) == 1


def test_what_was_left_is_drafted_again(at_work, differing, sandbox):
    draft(at_work, f"place:{differing[1].pk}", differing[0])
    run = InsuranceRun.objects.get()
    at_work.post(run_page(run, "start"), {"line": [run.places.get().pk]})
    at_work.post(run_page(run, "stop"))
    (token,) = hidden(at_work.get(run_page(run)), "form_token")
    answers = [at_work.post(run_page(run, "again"), {"form_token": token}) for _ in range(2)]
    again = InsuranceRun.objects.latest("pk")
    assert ([answer.url for answer in answers], again.state) == ([run_page(again)] * 2, "draft")
    assert again.places.get().added == [DENTAL]
    assert said(at_work, at_work.post(run_page(again, "again"), {"form_token": token}))[-1].startswith("This form was")


def test_all_places_are_read_by_a_job(at_work, places, linked):
    at_work.post(reverse("admin:insurance_read_all"), {"connection": linked.pk})
    assert Job.objects.get(kind="insurance.read").payload == {"connection_id": linked.pk, "reason": "asked"}
    PlaceInsurance.objects.all().delete()
    drain(timezone.now)
    assert PlaceInsurance.objects.filter(accepted_count=12).count() == 2


def test_a_wanted_list_is_kept_from_a_place_or_a_file(at_work, places, linked):
    keep = reverse("admin:insurance_keep_wanted")
    answer = at_work.post(keep, {"connection": linked.pk, "name": "House list", "place": places[0].pk})
    wanted = WantedPlans.objects.get()
    assert (set(wanted.plan_ids), answer.url[-len(f"list:{wanted.pk}") :]) == (
        plans(places[0])["active"], f"list:{wanted.pk}",
    )  # fmt: skip
    assert said(at_work, at_work.post(keep, {"connection": linked.pk, "name": "", "place": places[0].pk}))[-1:] == [
        "Give the list a name."
    ]
    assert said(at_work, at_work.post(keep, {"connection": linked.pk, "name": "x"})) == [
        "Choose a place or a file to take the plans from."
    ]


def test_a_viewer_compares_and_changes_nothing(client, differing, linked):
    client.force_login(person("Viewer", linked))
    answer = compared(client, against=f"place:{differing[1].pk}")
    assert (answer.status_code, "Bring in line" in answer.content.decode()) == (200, False)
    names = ("draft", "read_all", "keep_wanted")
    assert [client.post(reverse(f"admin:insurance_{name}")).status_code for name in names] == [403] * 3
    run = InsuranceRun.objects.create(connection=linked, key="k", title="t", made_at=timezone.now())
    assert [client.post(run_page(run, name)).status_code for name in ("start", "stop")] == [403] * 2
    assert client.get(run_page(run)).status_code == 200


def test_another_clinic_is_not_compared(at_work, places, other):
    assert compared(at_work, connection=other.pk).status_code == 404
    run = InsuranceRun.objects.create(connection=other, key="k", title="t", made_at=timezone.now())
    assert at_work.get(run_page(run)).status_code == 404
    assert at_work.post(run_page(run, "start")).status_code == 404


def test_many_places_take_as_many_queries_as_few(at_work, linked, django_assert_max_num_queries):
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            place = factories.provider_location(linked)
            PlaceInsurance.objects.create(connection=linked, place=place, read_at=timezone.now())
            InsuranceMapping.objects.create(connection=linked, place=place, zocdoc_id=f"ip_{place.pk}")
        with django_assert_max_num_queries(25) as counted:
            assert compared(at_work).status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts == [counts[0]] * 3
    assert ProviderLocation.objects.count() == 30
