from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from zocdoc_sync.management.commands.operations_table import BEGIN, END, PAGE, with_table
from zocdoc_sync.operations.catalogue import CATALOGUE
from zocdoc_sync.operations.table import table


def test_the_documentation_shows_the_catalogue_as_it_is():
    page = (Path(settings.BASE_DIR) / PAGE).read_text(encoding="utf-8")

    assert with_table(page) == page


def test_every_operation_has_its_row():
    rows = [line.split("|")[1].strip() for line in table().splitlines()[2:]]

    assert rows == [f"`{code}`" for code in CATALOGUE]


def test_the_table_is_printed():
    printed = StringIO()

    call_command("operations_table", stdout=printed)

    assert printed.getvalue().strip() == table()


def test_what_stands_around_the_table_stays():
    assert with_table(f"before {BEGIN} old {END} after") == f"before {BEGIN}\n\n{table()}\n\n{END} after"


def test_a_page_without_a_place_for_it_is_refused():
    with pytest.raises(CommandError):
        with_table(f"only {BEGIN}")
