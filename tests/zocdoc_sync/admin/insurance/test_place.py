import re

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from tests.zocdoc_sync.insurance.conftest import DENTAL, ELSEWHERE, later, place_named, plans
from tests.zocdoc_sync.operations.standin import effects, sent
from zocdoc_sync.insurance.changing import Wish, change_plans
from zocdoc_sync.models import AccessEvent, InsuranceChange, InsurancePlan, Job, PlaceInsurance
from zocdoc_sync.operations.actor import Actor

UPDATE = "updateProviderLocationInsuranceMappings"


@pytest.fixture
def ask(scheduler):
    def asking(way, *plan_ids, where):
        return change_plans(Wish(where, way, frozenset(plan_ids)), actor=Actor.of(scheduler), now=timezone.now())

    return asking


def page_of(place):
    return reverse("admin:zocdoc_sync_placeinsurance_change", args=(place.pk,))


def act(place, name):
    return reverse(f"admin:insurance_{name}", args=(place.pk,))


def ticks(answer):
    return re.findall(r'name="plan" value="([^"]*)" checked', answer.content.decode())


def preview(client, place, ticked, **more):
    (shown,) = hidden(client.get(page_of(place)), "shown")
    return client.post(act(place, "preview"), {"shown": shown, "plan": ticked, **more})


def posted(answer, **more):
    names = ("form_token", "before", "added", "removed", "replaces")
    return {**{name: value[0] for name in names if (value := hidden(answer, name))}, **more}


def test_a_place_shows_what_it_takes_by_carrier_and_network(at_work, places):
    InsurancePlan.objects.create(
        connection=places[0].connection, zocdoc_id=DENTAL, name="Dental Complete", carrier_name="Granite Dental",
        carrier_zocdoc_id="ic_107", status="active",
    )  # fmt: skip
    answer = at_work.get(page_of(places[0]))
    text = " ".join(answer.content.decode().split())
    assert set(ticks(answer)) == plans(places[0])["active"]
    assert "Granite Dental <span" in text
    assert "<legend>PPO · commercial</legend>" in text
    assert "12 plans accepted, read " in text


def test_ticks_are_shown_as_a_difference_then_asked_once_and_followed(at_work, places, sandbox):
    place, taken = places[0], sorted(plans(places[0])["active"])
    shown = preview(at_work, place, [*taken[1:], DENTAL])
    assert (shown.context["difference"].added, shown.context["difference"].removed) == ({DENTAL}, {taken[0]})
    assert sent(sandbox, UPDATE) == 0
    for _ in range(2):
        answer = at_work.post(act(place, "change"), posted(shown))
    assert effects(sandbox) == [UPDATE, UPDATE]
    sentences = said(at_work, answer)[-1]
    assert re.sub(r"\d\d:\d\d:\d\d", "T", sentences) == (
        "Adding 1 plan: asked at T. Zocdoc applies it later; this page shows when it has. "
        "Removing 1 plan: asked at T. Zocdoc applies it later; this page shows when it has."
    )
    assert plans(place) == {"active": set(taken[1:]), "being_added": {DENTAL}, "being_removed": {taken[0]}}
    page = at_work.get(page_of(place)).content.decode()
    assert (page.count("Being added"), page.count("Being removed"), page.count("not seen at Zocdoc yet")) == (1, 1, 2)
    assert AccessEvent.objects.filter(action=f"{UPDATE}:confirmed").count() == 4
    later(sandbox)
    at_work.post(act(place, "read_again"))
    assert plans(place) == {"active": {*taken[1:], DENTAL}}
    assert set(InsuranceChange.objects.values_list("state", flat=True)) == {"applied"}


def test_plans_that_a_search_hides_stay_as_they_are(at_work, places):
    taken = sorted(plans(places[0])["active"])
    (shown,) = hidden(at_work.get(page_of(places[0]), {"q": taken[0]}), "shown")
    assert shown == taken[0]
    answer = at_work.post(act(places[0], "preview"), {"shown": shown})
    assert answer.context["difference"].removed == {taken[0]}


def test_taking_everything_away_asks_for_the_number(at_work, places, sandbox):
    place, taken = places[0], plans(places[0])["active"]
    shown = preview(at_work, place, [])
    assert shown.context["difference"].typed == "12"
    again = at_work.post(act(place, "change"), posted(shown, typed="none"))
    assert (again.status_code, sent(sandbox, UPDATE)) == (422, 0)
    at_work.post(act(place, "change"), posted(again, typed="12"))
    assert plans(place) == {"being_removed": taken}


def test_all_plans_are_replaced_by_those_of_another_place_unless_they_changed_meanwhile(at_work, places, sandbox, ask):
    first, second = places
    ask("Add", DENTAL, where=second)
    shown = at_work.post(act(first, "preview"), {"source": f"place:{second.pk}"})
    assert shown.context["difference"].added == {DENTAL}
    stale = posted(shown)
    at_work.post(act(first, "change"), stale | {"before": stale["before"].rpartition(",")[0]})
    assert said(at_work, at_work.post(act(first, "read_again")))[0] == (
        "The accepted plans changed since this page was opened: 1 came, 0 went."
    )
    assert sent(sandbox, UPDATE) == 1


def test_a_source_of_another_clinic_is_none(at_work, places, other):
    foreign = place_named(other, "pr_x|lo_x")
    answer = at_work.post(act(places[0], "preview"), {"source": f"place:{foreign.pk}"})
    assert said(at_work, answer) == ["Choose a list or a place to take the plans from."]


def test_a_place_that_is_managed_elsewhere_says_what_that_means(at_work, linked):
    place = place_named(linked, ELSEWHERE)
    answer = at_work.post(act(place, "read_again"))
    assert said(at_work, answer) == ["Read just now: its insurance is managed elsewhere."]
    text = at_work.get(page_of(place)).content.decode()
    assert "managed by the practice. Zocdoc keeps one list for the whole practice or provider" in text


def test_the_names_of_few_plans_are_read_at_once_and_of_many_by_a_job(at_work, places, linked):
    answer = at_work.post(act(places[0], "name_plans"))
    assert said(at_work, answer) == [
        "The plans of NY are being read: their names follow within a minute while the worker runs."
    ]
    assert Job.objects.get(kind="sync.plans").payload == {"connection_id": linked.pk, "state": "NY"}
    PlaceInsurance.objects.filter(place=places[0]).update(offered=[])
    answer = at_work.post(act(places[0], "name_plans"))
    assert said(at_work, answer) == ["12 names read."]
    assert InsurancePlan.objects.count() == 12


def test_a_viewer_sees_the_plans_and_can_change_nothing(client, places, linked, sandbox):
    client.force_login(person("Viewer", linked))
    text = client.get(page_of(places[0])).content.decode()
    assert ("Show what changes" in text, text.count("checked disabled")) == (False, 12)
    codes = [client.post(act(places[0], name), {"shown": DENTAL}).status_code for name in ("preview", "change")]
    assert codes == [403, 403]
    assert said(client, client.post(act(places[0], "read_again"))) == [
        "Your role does not allow “Get insurance mappings”: ask an administrator for it."
    ]
    assert sent(sandbox, UPDATE) == 0


def test_a_place_of_another_clinic_does_not_exist(at_work, places, other):
    foreign = place_named(other, "pr_x|lo_x")
    answers = [at_work.get(page_of(foreign))]
    answers += [at_work.post(act(foreign, name)) for name in ("preview", "change", "read_again", "name_plans")]
    assert [answer.status_code for answer in answers] == [404] * 5
    assert at_work.get(page_of(places[0])).status_code == 200


def test_looking_never_acts(at_work, places):
    codes = [
        at_work.get(act(places[0], name)).status_code for name in ("preview", "change", "read_again", "name_plans")
    ]
    assert codes == [405] * 4


def test_a_form_that_is_posted_without_its_token_is_refused(at_work, places, sandbox):
    shown = preview(at_work, places[0], [*plans(places[0])["active"], DENTAL])
    answer = at_work.post(act(places[0], "change"), posted(shown, form_token="made-up"))
    assert said(at_work, answer) == ["This form is too old or incomplete: open the page again."]
    assert sent(sandbox, UPDATE) == 0


def test_a_lost_answer_is_told_and_not_repeated(at_work, places, sandbox):
    shown = preview(at_work, places[0], [*plans(places[0])["active"], DENTAL])
    sandbox.faults([{"operation": UPDATE, "kind": "drop_after", "times": 1}])
    answer = at_work.post(act(places[0], "change"), posted(shown))
    assert said(at_work, answer)[0].startswith("Adding 1 plan: Unknown: Zocdoc's answer did not come")
    assert (effects(sandbox), plans(places[0])["being_added"]) == ([UPDATE], {DENTAL})
