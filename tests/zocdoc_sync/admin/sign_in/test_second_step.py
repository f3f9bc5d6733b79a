from base64 import b32decode
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP

from tests.zocdoc_sync.admin.clinic import PASSWORD, person
from tests.zocdoc_sync.commands.shell import give
from zocdoc_sync.models import AccessEvent, RecoveryCode, SecondStep
from zocdoc_sync.people import second_step

pytestmark = pytest.mark.django_db
HOME, ASK, MINE = "/admin/", "/admin/second-step/", "/admin/second-step/mine/"


def shown_by_app(seed, at):
    totp = TOTP(b32decode(seed))
    totp.time = at.timestamp()
    return f"{totp.token():06d}"


def code_of(someone, at=None):
    return shown_by_app(SecondStep.objects.get(person=someone).seed, at or timezone.now())


def post(client, page, **fields):
    token = client.get(page).context["form_token"]
    return client.post(page, {"form_token": token, **fields})


def sign_in(client, someone):
    client.post("/admin/login/", {"username": someone.username, "password": PASSWORD})
    return client


def actions():
    return list(AccessEvent.objects.order_by("pk").values_list("action", flat=True))


@pytest.fixture
def viewer():
    return person("Viewer", username="vic")


@pytest.fixture
def secured(viewer):
    """A person with a second step, and the recovery codes."""
    earlier = timezone.now() - timedelta(minutes=5)
    second_step.begin(viewer, now=earlier)
    viewer.codes = second_step.confirm(viewer, code_of(viewer, earlier), now=earlier)
    return viewer


def test_nobody_is_asked_who_has_none_and_needs_none(client, viewer):
    assert sign_in(client, viewer).get(HOME).status_code == 200
    assert client.get(ASK).url == HOME


def test_a_person_sets_it_up_with_an_app_and_gets_ten_codes_once(client, viewer):
    sign_in(client, viewer)
    post(client, MINE, action="begin")
    page = client.get(MINE).content.decode()
    seed = SecondStep.objects.get().seed
    assert "<svg" in page
    assert " ".join(seed[at : at + 4] for at in range(0, len(seed), 4)) in page
    codes = post(client, MINE, action="confirm", code=code_of(viewer)).context["codes"]
    assert (len(codes), len(set(codes)), RecoveryCode.objects.count()) == (10, 10, 10)
    assert [code for code in codes if code in client.get(MINE).content.decode()] == []
    assert seed not in client.get(MINE).content.decode().replace(" ", "")
    assert (actions(), client.get(HOME).status_code) == (["sign_in", "second_step.set_up"], 200)


def test_a_wrong_code_sets_nothing_up(client, viewer):
    sign_in(client, viewer)
    post(client, MINE, action="begin")
    answer = post(client, MINE, action="confirm", code="000000" if code_of(viewer) != "000000" else "111111")
    assert (answer.status_code, second_step.confirmed(viewer)) == (400, None)


def test_after_the_password_every_page_leads_to_the_code(client, secured):
    sign_in(client, secured)
    for page in (HOME, MINE, "/admin/zocdoc_sync/appointment/", "/oauth/zocdoc/callback/", "/admin/password_change/"):
        assert client.get(page).url.partition("?")[0] == ASK, page
    assert client.post("/admin/zocdoc_sync/connection/add/", {"name": "x"}).url == ASK
    assert client.get("/admin/zocdoc_sync/appointment/?status=x").url.endswith("status%3Dx")


def test_the_right_code_lets_in_under_a_new_session(client, secured):
    sign_in(client, secured)
    before = client.session.session_key
    answer = post(client, f"{ASK}?next=/admin/zocdoc_sync/appointment/", code=code_of(secured))
    assert answer.url == "/admin/zocdoc_sync/appointment/"
    assert client.get(HOME).status_code == 200
    assert client.session.session_key != before
    assert actions() == ["sign_in", "second_step:app"]


def test_nobody_is_led_to_another_site(client, secured):
    sign_in(client, secured)
    assert post(client, f"{ASK}?next=https://evil.example/", code=code_of(secured)).url == HOME


def test_a_code_of_the_app_works_once_and_for_a_minute_and_a_half(secured):
    now = timezone.now()
    code = code_of(secured, now)
    assert second_step.check(secured, code, now=now + timedelta(seconds=61)) == ""
    assert second_step.check(secured, f" {code[:3]} {code[3:]}", now=now) == "app"
    assert second_step.check(secured, code, now=now) == ""


def test_a_recovery_code_works_once(client, secured):
    sign_in(client, secured)
    assert post(client, ASK, code=secured.codes[0].upper().replace("-", " ")).status_code == 302
    assert client.get(HOME).status_code == 200
    other = sign_in(Client(), secured)
    assert post(other, ASK, code=secured.codes[0]).status_code == 400
    assert other.get(HOME).url.startswith(ASK)
    assert actions()[-1] == "second_step_failed"


def test_codes_of_somebody_else_prove_nothing(secured):
    other = person("Viewer", username="oda")
    assert second_step.check(other, secured.codes[0], now=timezone.now()) == ""


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "-12345", "1e5   "])
def test_what_is_no_code_proves_nothing(secured, code):
    assert second_step.check(secured, code, now=timezone.now()) == ""


def test_after_five_wrong_codes_the_right_one_has_to_wait_too(client, secured):
    sign_in(client, secured)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        wrong = [post(client, ASK, code="no code").context["fault"] for _ in range(6)]
        assert [fault.split(".")[0] for fault in wrong] == ["This code is not right, or was used before"] * 5 + [
            "Too many tries"
        ]
        assert post(client, ASK, code=code_of(secured)).status_code == 400
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert post(client, ASK, code=code_of(secured)).status_code == 400


def test_a_form_without_its_token_lets_nobody_in(client, secured):
    sign_in(client, secured)
    assert client.post(ASK, {"code": code_of(secured)}).status_code == 400
    assert client.get(HOME).url.startswith(ASK)


def test_new_codes_and_removal_need_a_code(client, secured):
    sign_in(client, secured)
    post(client, ASK, code=secured.codes[0])
    assert post(client, MINE, action="renew", code="wrong").status_code == 400
    assert post(client, MINE, action="remove", code="wrong").status_code == 400
    fresh = post(client, MINE, action="renew", code=secured.codes[1]).context["codes"]
    assert second_step.check(secured, secured.codes[2], now=timezone.now()) == ""
    assert post(client, MINE, action="remove", code=fresh[0]).status_code == 302
    assert (SecondStep.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert actions()[-1] == "second_step.removed"


@pytest.mark.parametrize(("role", "is_needed"), [("superuser", True), ("Administrator", True), ("Builder", False)])
def test_who_can_change_secrets_or_people_has_to_set_it_up(client, settings, role, is_needed):
    settings.SECOND_STEP_REQUIRED = True
    someone = person(role, username="someone")
    sign_in(client, someone)
    if not is_needed:
        assert client.get(HOME).status_code == 200
        return
    assert client.get(HOME).url.startswith(MINE)
    post(client, MINE, action="begin")
    assert client.get(HOME).url.startswith(MINE)
    post(client, MINE, action="confirm", code=code_of(someone))
    assert client.get(HOME).status_code == 200
    assert post(client, MINE, action="remove", code=code_of(someone)).status_code == 400
    assert SecondStep.objects.count() == 1


def test_the_seed_is_sealed_in_the_database(secured):
    seed = secured.second_step.seed
    raw = SecondStep.objects.values_list("seed", flat=True).get()
    assert seed not in raw.text


def test_an_administrator_removes_it_for_who_lost_it(client, secured):
    client.force_login(person("Administrator"))
    page = f"/admin/auth/user/{secured.pk}/change/"
    token = client.get(page).context["form_token"]
    address = f"/admin/auth/user/{secured.pk}/remove-second-step/"
    assert client.get(address).status_code == 405
    client.post(address)
    assert SecondStep.objects.count() == 1
    client.post(address, {"form_token": token})
    assert SecondStep.objects.count() == 0
    assert AccessEvent.objects.latest("pk").subject == f"person {secured.pk}"


def test_nobody_else_removes_it_and_no_administrator_a_superusers(client, secured):
    client.force_login(person("Builder"))
    assert client.post(f"/admin/auth/user/{secured.pk}/remove-second-step/").status_code in (403, 404)
    owner = person("superuser")
    second_step.begin(owner, now=timezone.now())
    client.force_login(person("Administrator"))
    assert client.post(f"/admin/auth/user/{owner.pk}/remove-second-step/").status_code == 404
    assert SecondStep.objects.count() == 2


def test_the_command_removes_it(secured, capsys):
    assert give(capsys, "remove_second_step", "vic", "--json").data == {"removed": True}
    assert give(capsys, "remove_second_step", "vic", "--json").data == {"removed": False}
    assert give(capsys, "remove_second_step", "nobody", "--json").error["error"] == "unknown_person"
    assert actions() == ["second_step.removed"]
