import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from zocdoc_sync.admin.drift.cells import day_link
from zocdoc_sync.drift import runs
from zocdoc_sync.drift.looking import Look
from zocdoc_sync.jobs.draining import drain
from zocdoc_sync.models import AccessEvent, DriftDay, DriftProvider, DriftRun, Job, Provider, VisitReason

FIRST = date(2027, 3, 1)
FINDINGS = [
    ["unpublished", "lo_a", "09:00 EST"],
    ["unpublished", "lo_a", "09:30 EST"],
    ["outside", "lo_x", "18:00 EST"],
]
NOW, START = "admin:drift_now", "admin:drift_start"


@pytest.fixture
def scheduler(client, clinic):
    client.force_login(person("Scheduler", clinic))
    return client


@pytest.fixture
def run(clinic):
    """A comparison of two providers, one with drift on its second day."""
    made = DriftRun.objects.create(
        connection=clinic, key="k", first=FIRST, days=3, started_at=timezone.now(), state="done"
    )
    factories.location(clinic, zocdoc_id="lo_a", name="Downtown")
    for number, name in enumerate(("Dr. Able", "Dr. Baker")):
        who = factories.provider(clinic, name=name)
        DriftProvider.objects.create(
            connection=clinic, run=made, provider=who, read_at=timezone.now(), reason_ids=["pc_a"]
        )
        for day in range(3):
            drifts = number == 0 and day == 1
            DriftDay.objects.create(
                connection=clinic, run=made, provider=who, date=FIRST + timedelta(days=day), published=16 * (day < 2),
                bookable=9 * (day < 2), unpublished=2 * drifts, outside=1 * drifts,
                findings=FINDINGS if drifts else [],
                fault="Zocdoc's server failed." if number and day == 1 else "",
            )  # fmt: skip
    return made


def page_of(run):
    return reverse("admin:zocdoc_sync_driftrun_change", args=(run.pk,))


def cells(answer):
    return {row.provider.name: [cell.mark + cell.number for cell in row.cells] for row in answer.context["rows"]}


def lines(answer):
    return [(one.provider.name, str(one.date), one.wall, one.location, one.kind) for one in answer.context["found"]]


def test_the_heat_map_says_with_a_mark_and_a_number_what_its_colour_says(scheduler, run):
    answer = scheduler.get(page_of(run))
    assert cells(answer) == {"Dr. Able": ["✓", "!3", "·"], "Dr. Baker": ["✓", "?", "·"]}
    text = " ".join(answer.content.decode().split())
    assert "Dr. Able, Tue 2 Mar: 2 offered, not published, 1 booked outside; 16 published, 9 bookable, 0 booked" in text
    assert "Dr. Baker, Tue 2 Mar: could not be read" in text
    assert "1 day could not be read: nothing is said of it." in text


def test_the_table_lists_each_time_that_does_not_fit(scheduler, run):
    assert lines(scheduler.get(page_of(run))) == [
        ("Dr. Able", "2027-03-02", "09:00 EST", "Downtown", "Offered, not published"),
        ("Dr. Able", "2027-03-02", "09:30 EST", "Downtown", "Offered, not published"),
        ("Dr. Able", "2027-03-02", "18:00 EST", "lo_x", "Booked outside"),
    ]


def test_one_kind_is_counted_and_listed_alone(scheduler, run):
    answer = scheduler.get(page_of(run), {"kind": "outside", "only": "differing"})
    assert (cells(answer), [line[4] for line in lines(answer)]) == ({"Dr. Able": ["✓", "!1", "·"]}, ["Booked outside"])
    other = Provider.objects.get(name="Dr. Baker")
    assert lines(scheduler.get(page_of(run), {"provider": other.pk})) == []
    assert len(lines(scheduler.get(page_of(run), {"day": "2027-03-02"}))) == 3


def test_a_cell_leads_to_its_times_and_they_lead_to_the_day(scheduler, run):
    text = scheduler.get(page_of(run)).content.decode()
    able = Provider.objects.get(name="Dr. Able")
    links = re.findall(r'class="sd-cell sd-cell--\w+" href="([^"]*)"', text)
    assert links[1].replace("&amp;", "&") == f"{page_of(run)}?provider={able.pk}&day=2027-03-02#found"
    assert (links[0], links[2]) == (day_link(able, FIRST), day_link(able, FIRST + timedelta(days=2)))
    times = scheduler.get(links[1].replace("&amp;", "&")).context["found"]
    assert {one.link for one in times} == {day_link(able, FIRST + timedelta(days=1))}


def test_the_page_shows_the_latest_comparison_and_how_to_make_the_first(scheduler, clinic):
    assert "were never compared here" in scheduler.get(reverse(NOW)).content.decode()
    for number in (1, 2):
        DriftRun.objects.create(
            connection=clinic, key=f"{number}", first=FIRST, started_at=timezone.now(), state="done"
        )
    assert scheduler.get(reverse(NOW)).context["run"] == DriftRun.objects.latest("pk")


@pytest.fixture
def quick(monkeypatch):
    asked = []
    monkeypatch.setattr(runs, "look", lambda _who, _days, reasons, **_: asked.append(list(reasons)) or Look(["pc_a"]))
    return asked


def start(client, connection, **more):
    (token,) = hidden(client.get(reverse(NOW)), "form_token")
    given = {"form_token": token, "connection": connection.pk, **more}
    return given, client.post(reverse(START), given)


def test_a_comparison_is_started_once_and_worked_off(scheduler, clinic, quick):
    factories.provider_location(clinic)
    given, first = start(scheduler, clinic)
    again = scheduler.post(reverse(START), given)
    run = DriftRun.objects.get()
    assert (first.url, again.url) == (page_of(run), page_of(run))
    assert (Job.objects.get(kind="drift.run").payload, quick) == ({"run_id": run.pk}, [])
    assert 'data-live="4"' in scheduler.get(page_of(run)).content.decode()
    drain(timezone.now)
    run.refresh_from_db()
    assert (run.state, run.drift_days.count(), quick) == ("done", 28, [[]])
    assert 'data-live="4"' not in scheduler.get(page_of(run)).content.decode()
    assert AccessEvent.objects.filter(action="drift.started").count() == 2


def test_particular_visit_reasons_are_asked_for_when_they_are_chosen(scheduler, clinic, other, quick):
    factories.provider_location(clinic)
    mine = VisitReason.objects.create(connection=clinic, zocdoc_id="pc_mine", name="Check-up")
    VisitReason.objects.create(connection=other, zocdoc_id="pc_theirs", name="Other")
    start(scheduler, clinic, reason=[mine.zocdoc_id, "pc_theirs"])
    drain(timezone.now)
    assert quick == [["pc_mine"]]


def test_a_second_comparison_waits_for_the_first(scheduler, clinic, quick):
    factories.provider_location(clinic)
    given, _ = start(scheduler, clinic)
    DriftRun.objects.update(key="another")
    assert said(scheduler, scheduler.post(reverse(START), given))[-1] == (
        "A comparison of this connection is under way: look at it, or stop it first."
    )
    stop = reverse("admin:drift_stop", args=(DriftRun.objects.get().pk,))
    assert said(scheduler, scheduler.post(stop))[-1] == "Stopped: what was compared so far is kept."
    assert said(scheduler, scheduler.post(stop))[-1] == "It is not running."


def test_a_clinic_without_places_is_told_so(scheduler, clinic):
    assert said(scheduler, start(scheduler, clinic)[1]) == ["No provider with a place is in the mirror yet."]


def test_a_viewer_looks_and_starts_nothing(client, clinic, run):
    client.force_login(person("Viewer", clinic))
    assert "Compare again" not in client.get(page_of(run)).content.decode()
    assert client.post(reverse(START), {"connection": clinic.pk}).status_code == 403
    assert client.post(reverse("admin:drift_stop", args=(run.pk,))).status_code == 403
    assert DriftRun.objects.count() == 1


def test_a_comparison_of_another_clinic_does_not_exist(scheduler, other):
    theirs = DriftRun.objects.create(connection=other, key="x", first=FIRST, started_at=timezone.now())
    assert scheduler.get(page_of(theirs)).status_code == 404
    assert scheduler.post(reverse("admin:drift_stop", args=(theirs.pk,))).status_code == 404
    assert scheduler.get(reverse(NOW), {"connection": other.pk}).status_code == 404
    assert scheduler.post(reverse(START), {"connection": other.pk}).status_code == 404


def test_many_providers_take_as_many_queries_as_few(scheduler, clinic, run, django_assert_max_num_queries):
    counts = []
    for number in (0, 2, 27):
        for _ in range(number):
            who = factories.provider(clinic)
            DriftProvider.objects.create(connection=clinic, run=run, provider=who, read_at=timezone.now())
            DriftDay.objects.create(
                connection=clinic, run=run, provider=who, date=FIRST, outside=1, findings=[["outside", "lo_a", "9:00"]]
            )
        with django_assert_max_num_queries(25) as counted:
            assert scheduler.get(page_of(run)).status_code == 200
        counts.append(len(counted.captured_queries))
    assert counts == [counts[0]] * 3
