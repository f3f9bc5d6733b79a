import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from workflows_app.enums import TriggerKind
from workflows_app.management.commands.workflow_tables import PAGE, marks, with_tables
from workflows_app.steps.kinds import KINDS
from workflows_app.steps.tables import TABLES, kinds
from workflows_app.values.filters import FILTERS


@pytest.fixture
def page():
    return (Path(settings.BASE_DIR) / PAGE).read_text(encoding="utf-8")


def test_the_documentation_shows_the_current_tables(page):
    assert with_tables(page) == page, "run: make docs"


def test_the_tables_can_be_printed():
    printed = io.StringIO()
    call_command("workflow_tables", stdout=printed)
    assert printed.getvalue().strip() == "\n\n".join(table() for table in TABLES.values())


def test_a_page_without_a_place_for_a_table_is_refused():
    with pytest.raises(CommandError):
        with_tables(marks("kinds")[0])


def test_every_kind_that_is_no_operation_has_a_row():
    rows = re.findall(r"^\| `(.+?)`", kinds(), flags=re.MULTILINE)
    assert rows == [code for code in KINDS if not code.startswith("zocdoc.")]


@pytest.mark.parametrize("name", [*FILTERS, *TriggerKind.values])
def test_every_filter_and_trigger_is_told(name, page):
    assert re.search(rf"`{name}[`:]", page)
