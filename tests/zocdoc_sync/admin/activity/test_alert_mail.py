from django.contrib.auth.models import User
from django.utils import timezone

from tests.zocdoc_sync.admin.clinic import person
from tests.zocdoc_sync.admin.pressing import hidden, said
from zocdoc_sync.models import AccessEvent, Alert, AlertMail, MailWish

PAGE = "/admin/zocdoc_sync/alert/mail/"


def reader(client, clinic, role="Administrator", email="ada@clinic.example"):
    made = person(role, clinic)
    User.objects.filter(pk=made.pk).update(email=email)
    client.force_login(made)
    return made


def save(client, **wish):
    (token,) = hidden(client.get(PAGE), "form_token")
    return client.post(PAGE, {"form_token": token, **wish})


def wishes():
    return list(MailWish.objects.values_list("alerts", "digest"))


def test_a_person_chooses_what_they_get(client, clinic):
    reader(client, clinic)
    assert client.get(PAGE).content.decode().count(" checked") == 2
    answer = save(client, digest="on")
    assert said(client, answer) == ["What you get by e-mail is saved."]
    assert wishes() == [(False, True)]
    assert said(client, save(client)) == ["You get no e-mail about alerts."]
    assert wishes() == [(False, False)]
    assert AccessEvent.objects.filter(action="alert_mail.chosen").count() == 2


def test_a_post_without_the_forms_token_changes_nothing(client, clinic):
    reader(client, clinic)
    assert client.post(PAGE, {"alerts": "on"}).status_code == 400
    assert wishes() == []


def test_the_page_says_why_somebody_gets_none(client, clinic, settings):
    for role, email, words in (
        ("Viewer", "vi@clinic.example", "Your role gets no e-mail about alerts."),
        ("Builder", "", "Your account has no e-mail address"),
    ):
        reader(client, clinic, role, email)
        assert words in client.get(PAGE).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    reader(client, clinic)
    assert "This console has no mail server yet" in client.get(PAGE).content.decode()


def test_the_list_leads_to_it_and_an_alert_tells_who_was_written_to(client, clinic):
    mine = reader(client, clinic)
    now = timezone.now()
    row = Alert.objects.create(
        code="workflow_paused", fault="f", connection=clinic, sentence="It paused.", opened_at=now, last_at=now
    )
    for number, state in enumerate(("sent", "sent", "waiting")):
        AlertMail.objects.create(key=str(number), kind="opened", person=mine, state=state, made_at=now).alerts.add(row)
    assert f'href="{PAGE}"' in client.get("/admin/zocdoc_sync/alert/").content.decode()
    assert "Sent: 2, Waits: 1" in client.get(f"/admin/zocdoc_sync/alert/{row.pk}/change/").content.decode()
