"""Handlers for tests: each notes its call, and ends as its name says."""

from zocdoc_sync.errors import BudgetExhausted, InvalidRequest, NoAnswer, RateLimited
from zocdoc_sync.jobs.outcomes import GiveUp, Postpone
from zocdoc_sync.jobs.planning import plan

NAMES = ("works", "postpones", "gives_up", "breaks", "refused", "unanswered", "limited", "budgetless", "ended", "plans")
PATIENT = "Ada Lovelace"
calls = []


def works(payload, context):
    calls.append((payload, context))


def postpones(payload, context):
    raise Postpone(90, "Somebody else is at it.")


def gives_up(payload, context):
    raise GiveUp("gone", "It does not exist any more.")


def breaks(payload, context):
    raise ValueError(PATIENT)


def refused(payload, context):
    raise InvalidRequest("Zocdoc says no.")


def unanswered(payload, context):
    raise NoAnswer("Zocdoc did not answer.")


def limited(payload, context):
    raise RateLimited("Zocdoc asks for a pause.")


def budgetless(payload, context):
    raise BudgetExhausted("No place in the budget.")


def ended(payload, context):
    raise SystemExit("as the queue ends what takes too long")


def plans(payload, context):
    plan("works", {"by": context.job_id}, now=context.now)
