import pytest

from workflows_app.engine import plans


@pytest.fixture(autouse=True)
def _plans_of_this_test():
    plans._frozen.cache_clear()
