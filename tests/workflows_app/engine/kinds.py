"""Kinds of steps for tests of the engine: what they do is written in their configuration."""

from datetime import timedelta

from workflows_app.steps.results import Asks, Done, Each, Failed, Settling, Skipped, Sleep, Stop, TryAgain
from workflows_app.steps.spec import StepKind
from zocdoc_sync.models import OperationLog

performed = []


def _done(given, p):
    performed.append((p.key, dict(given)))
    return Done(output={"said": given.get("say")}, wrote=bool(given.get("writes")))


def _fails_until(given, p):
    performed.append((p.key, dict(given)))
    tries = int(p.key.rsplit(":", 1)[1])
    return Done() if tries >= int(given["tries"]) else TryAgain("no_answer", "Zocdoc did not answer.")


def _explodes(given, p):
    performed.append((p.key, p.before))
    raise RuntimeError("Zornwright")


def _settles(given, p):
    performed.append((p.key, dict(given)))
    log = OperationLog.objects.get(pk=given["operation"])
    return Done(operation=log, wrote=True) if log.state in ("reconciled", "confirmed") else Settling(log)


RUNS = {
    "done": _done,
    "fails_until": _fails_until,
    "explodes": _explodes,
    "settles": _settles,
    "skip": lambda given, p: Skipped("It is confirmed already."),
    "sleep": lambda given, p: Sleep(p.now + timedelta(seconds=given["seconds"]), "It waits.", {"woke": True}),
    "stop": lambda given, p: Stop("It is to end here.", filtered=bool(given.get("filtered"))),
    "each": lambda given, p: Each(given["items"]),
    "busy": lambda given, p: TryAgain("busy", "Someone else is changing this right now.", soon=True),
    "asks": lambda given, p: Asks("Nobody knows."),
    "fails": lambda given, p: Failed("refused", "Zocdoc refused it."),
}
KINDS = {
    code: StepKind(
        code=code,
        label=code,
        group="test",
        icon="",
        summary="",
        fields=(),
        run=run,
        writes=code in ("settles", "explodes"),
        holds_steps=code == "each",
    )
    for code, run in RUNS.items()
}
