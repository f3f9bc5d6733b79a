from datetime import UTC, datetime

import pytest
import time_machine

# Monday, 10:20 in New York and 07:20 in Los Angeles.
NOW = datetime(2026, 3, 2, 15, 20, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller
