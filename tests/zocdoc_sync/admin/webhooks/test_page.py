import pytest

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import said
from tests.zocdoc_sync.webhooks.deliveries import KEY, OTHER_KEY, address_of, deliver, keyed
from zocdoc_sync.models import AccessEvent, WebhookKey


def page_of(connection):
    return f"/admin/zocdoc_sync/connection/{connection.pk}/webhooks/"


@pytest.fixture
def admin(client, clinic):
    client.force_login(person("Administrator", clinic))
    return client


def store(client, connection, key=KEY):
    token = client.get(page_of(connection)).context["form_token"]
    return client.post(page_of(connection), {"key": key, "form_token": token})


def actions():
    return list(AccessEvent.objects.filter(action__startswith="webhook").values_list("action", "subject"))


def test_a_key_goes_in_and_never_comes_out(admin, clinic):
    assert said(admin, store(admin, clinic, f" {KEY}\n"))[0].startswith("The key is stored")
    row = WebhookKey.objects.get()
    assert (row.secret, row.connection, row.added_by_label) == (KEY, clinic, "administrator")
    assert actions() == [("webhook_key.added", f"webhook key {row.pk}")]
    shown = admin.get(page_of(clinic)).content.decode()
    assert KEY not in shown
    assert f"http://testserver{address_of(clinic)}" in shown
    assert deliver(admin, clinic).status_code == 200


def test_the_address_is_the_consoles_own(admin, clinic, settings):
    settings.CONSOLE_URL = "https://console.clinic.example"
    assert admin.get(page_of(clinic)).context["address"] == f"https://console.clinic.example{address_of(clinic)}"


def test_the_same_key_twice_is_one_key(admin, clinic):
    store(admin, clinic)
    store(admin, clinic)
    assert (WebhookKey.objects.count(), len(actions())) == (1, 1)


@pytest.mark.parametrize("key", ["", "not base64!", "c2hvcnQ="])
def test_a_key_that_is_none_is_refused_in_words(admin, clinic, key):
    answer = store(admin, clinic, key)
    assert (answer.status_code, WebhookKey.objects.count()) == (400, 0)
    assert "in base64 that Zocdoc gave you" in answer.context["fault"]


def test_there_are_four_keys_at_most(admin, clinic):
    for _ in range(4):
        keyed(clinic, OTHER_KEY)
    assert "retire one first" in store(admin, clinic).context["fault"]


def test_a_retired_key_opens_nothing(admin, clinic):
    row = keyed(clinic)
    token = admin.get(page_of(clinic)).context["form_token"]
    answer = admin.post(f"{page_of(clinic)}keys/{row.pk}/retire/", {"form_token": token})
    assert said(admin, answer)[0].startswith("The key is retired")
    assert actions() == [("webhook_key.retired", f"webhook key {row.pk}")]
    assert deliver(admin, clinic).status_code == 401


def test_a_form_without_its_token_does_nothing(admin, clinic):
    row = keyed(clinic)
    assert admin.post(page_of(clinic), {"key": OTHER_KEY}).status_code == 400
    admin.post(f"{page_of(clinic)}keys/{row.pk}/retire/")
    assert list(WebhookKey.objects.values_list("retired_at", flat=True)) == [None]


def test_keys_need_the_permission_and_a_visible_connection(admin, clinic, other):
    mine, theirs = keyed(clinic), keyed(other)
    assert admin.get(page_of(other)).status_code == 404
    assert store_blind(admin, other).status_code == 404
    assert admin.post(f"{page_of(clinic)}keys/{theirs.pk}/retire/").status_code == 404
    admin.force_login(person("Builder", clinic))
    assert "form_token" not in admin.get(page_of(clinic)).content.decode()
    assert store_blind(admin, clinic).status_code == 403
    assert admin.post(f"{page_of(clinic)}keys/{mine.pk}/retire/").status_code == 403
    admin.force_login(person("Front desk", clinic))
    assert admin.get(page_of(clinic)).status_code == 404
    assert list(WebhookKey.objects.values_list("retired_at", flat=True)) == [None, None]


def store_blind(client, connection):
    return client.post(page_of(connection), {"key": OTHER_KEY})


def test_looking_changes_nothing(admin, clinic):
    keyed(clinic)
    assert admin.get(f"{page_of(clinic)}keys/1/retire/").status_code == 405
    assert (admin.get(page_of(clinic)).status_code, actions()) == (200, [])


def test_the_page_counts_what_was_refused(admin, clinic):
    keyed(clinic)
    deliver(admin, clinic)
    deliver(admin, clinic, key=OTHER_KEY)
    context = admin.get(page_of(clinic)).context
    assert (context["accepted"], context["refused"]) == (1, [("Wrong signature", 1)])
