from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.worker.stories import go_through

# Each line is one worker and what happens to it, one after the other.
STORIES = (
    ("workers", "main", "SIGTERM"),
    ("monitor", "sentinel", "SIGTERM to the group"),
    ("pusher", "ticker", "Ctrl-C"),
    ("busy", "supervisor", "SIGTERM at work"),
    ("poison",),
    ("second clock",),
)


@pytest.fixture(scope="session")
def told(tmp_path_factory, django_db_blocker):
    """Return what came of each event. All workers live at the same time: most of it is waiting for a deadline."""
    with django_db_blocker.unblock(), ThreadPoolExecutor(len(STORIES)) as pool:
        clocked = {"EVERY_SECOND_A_NOTE": "1"}
        running = [
            pool.submit(
                go_through, tmp_path_factory.mktemp("worker"), story, **(clocked if story == ("second clock",) else {})
            )
            for story in STORIES
        ]
        return {event: outcome for story in running for event, outcome in story.result().items()}
