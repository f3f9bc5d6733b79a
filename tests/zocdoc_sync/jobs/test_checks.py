import pytest

from config import job_kinds, schedules
from config import settings as shipped
from zocdoc_sync.jobs.checks import check_queue, check_schedules
from zocdoc_sync.jobs.kinds import handler_of
from zocdoc_sync.jobs.timetable import Schedule


def ids(found):
    return [message.id for message in found]


def test_the_shipped_settings_pass():
    assert ids(check_queue()) == []


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"retry": 60}, ["slotdesk.E001"]),
        ({"retry": 59}, ["slotdesk.E001"]),
        ({"timeout": None}, ["slotdesk.E001"]),
        ({"max_attempts": 0}, ["slotdesk.E002"]),
        ({"scheduler": True}, ["slotdesk.E003"]),
        ({"catch_up": True}, ["slotdesk.E004"]),
        ({"retry": 60, "catch_up": True}, ["slotdesk.E001", "slotdesk.E004"]),
    ],
)
def test_a_queue_that_loses_or_repeats_work_is_refused(settings, wrong, found):
    settings.Q_CLUSTER = settings.Q_CLUSTER | wrong
    assert ids(check_queue()) == found


@pytest.mark.parametrize(
    ("name", "found"),
    [("timeout", "E001"), ("retry", "E001"), ("max_attempts", "E002"), ("scheduler", "E003"), ("catch_up", "E004")],
)
def test_a_value_that_is_missing_counts_as_the_librarys_own(settings, name, found):
    settings.Q_CLUSTER = {key: value for key, value in settings.Q_CLUSTER.items() if key != name}
    assert ids(check_queue()) == [f"slotdesk.{found}"]


def test_a_schedule_of_an_unknown_kind_is_refused(settings):
    settings.SCHEDULES = {"good": Schedule("works"), "bad": Schedule("unheard_of")}
    assert ids(check_schedules()) == ["slotdesk.E005"]


def test_every_kind_has_a_handler_and_every_schedule_a_kind(settings):
    settings.JOB_KINDS, settings.SCHEDULES = job_kinds.JOB_KINDS, schedules.SCHEDULES
    assert [name for name, kind in job_kinds.JOB_KINDS.items() if not callable(handler_of(kind))] == []
    assert ids(check_schedules()) == []


def test_a_worker_keeps_no_result_with_arguments():
    assert (shipped.Q_CLUSTER["save_limit"], shipped.Q_CLUSTER["orm"]) == (-1, "default")
