from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from zocdoc_sync.management.commands.operations_table import PAGE, PLACES, marks, with_tables
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.table import actions, actions_table, table


def a_page(*names, inside="old"):
    return "\n".join(f"{begin} {inside} {end}" for begin, end in map(marks, names))


def first_cells(text):
    return [line.split("|")[1].strip() for line in text.splitlines()[2:]]


def test_the_documentation_shows_the_catalogue_as_it_is():
    page = (Path(settings.BASE_DIR) / PAGE).read_text(encoding="utf-8")

    assert with_tables(page) == page


def test_every_operation_has_its_row():
    assert first_cells(table()) == [f"`{code}`" for code in CATALOGUE]


def test_every_action_has_its_row():
    assert first_cells(actions_table()) == [spec.label for spec in actions()]


def test_the_tables_are_printed():
    printed = StringIO()

    call_command("operations_table", stdout=printed)

    assert printed.getvalue().strip() == f"{actions_table()}\n\n{table()}"


def test_what_stands_around_the_tables_stays():
    page = f"before\n{a_page(*PLACES)}\nafter"

    assert with_tables(page) == page.replace(" old ", "\n\n{}\n\n").format(actions_table(), table())


@pytest.mark.parametrize("name", PLACES)
def test_a_page_without_a_place_for_one_is_refused(name):
    with pytest.raises(CommandError):
        with_tables(a_page(*(set(PLACES) - {name})))
