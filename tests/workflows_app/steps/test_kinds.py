import pytest

from tests.workflows_app.steps.circumstances import defaults, problems
from workflows_app.steps.kinds import AREAS, KINDS
from workflows_app.values.references import paths_in

WIDGETS = {
    "text", "long", "number", "choice", "yes_no", "list", "weekdays", "conditions", "connection", "target", "json",
}  # fmt: skip


def test_no_two_kinds_share_a_code_or_a_name():
    kinds = [kind for area in AREAS for kind in area.KINDS]
    assert (len({kind.code for kind in kinds}), len({kind.label for kind in kinds})) == (len(kinds), len(kinds))


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_kind_tells_the_builder_all_it_needs(code):
    kind = KINDS[code]
    assert all((kind.label, kind.group, kind.icon, kind.summary.endswith(".")))
    assert {field.widget for field in kind.fields} <= WIDGETS
    assert len({field.name for field in kind.fields}) == len(kind.fields)
    assert all(field.choices for field in kind.fields if field.widget == "choice")


@pytest.mark.parametrize("code", sorted(KINDS))
def test_what_is_offered_is_no_problem_by_itself(code):
    told = {field for field, _ in problems(code, defaults(code))}
    given = {field.name for field in KINDS[code].fields if field.default not in (None, "")}
    assert told & given == set()


@pytest.mark.parametrize("code", sorted(KINDS))
def test_nothing_that_is_offered_reads_the_patient(code):
    assert [path for path in paths_in(defaults(code)) if path.startswith("trigger.patient")] == []


def test_the_codes_are_those_that_are_stored():
    own = [code for code in KINDS if not code.startswith("zocdoc.")]
    assert own == [
        "choose_slot", "wait.for", "wait.until", "wait.opening", "only_if", "stop", "for_each", "note", "tag",
        "upload_documents",
        "send_email", "post_webhook",
    ]  # fmt: skip
