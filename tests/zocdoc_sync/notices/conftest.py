from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User

from tests.zocdoc_sync import factories
from tests.zocdoc_sync.factories import NOW
from zocdoc_sync.alerts import raise_alert
from zocdoc_sync.enums import AlertCode, JobState
from zocdoc_sync.jobs.running import run
from zocdoc_sync.models import Job
from zocdoc_sync.notices.planning import plan_due_mail

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clinic(db):
    return factories.connection(name="Riverbend")


@pytest.fixture
def reader(clinic):
    return person("ada", "Administrator", clinic)


def person(name, role, *clinics, **more):
    made = User.objects.create_user(name, **{"email": f"{name}@clinic.example", "is_staff": True} | more)
    made.groups.add(Group.objects.get(name=role))
    for one in clinics:
        one.members.add(made)
    return made


def fault(clinic, name="f", *, code=AlertCode.WORKFLOW_PAUSED, sentence="Confirm paused itself.", now=NOW):
    raise_alert(code, name, sentence, now=now, connection=clinic)


@pytest.fixture
def post(db):
    """Plan what is due at a time and run the mail jobs that wait; return how many mails were planned."""

    def posted(now=NOW + MINUTE):
        planned = plan_due_mail(now)
        for job in Job.objects.filter(kind="alerts.mail", state=JobState.WAITING, due_at__lte=now).order_by("pk"):
            run(job.pk, now=now)
        return planned

    return posted
