"""A sender whose surroundings the tests see."""

from zocdoc_sync.client.exchange import Limits
from zocdoc_sync.client.sender import Attempts, Sender
from zocdoc_sync.errors import BudgetExhausted

QUICK = Limits(connect=0.5, read=0.5, total=1.0)


class Tokens:
    """Give out token-1, and the next one after each rejection."""

    def __init__(self):
        self.number = 1
        self.refused = []

    def token(self):
        return f"token-{self.number}"

    def rejected(self, token):
        self.refused.append(token)
        self.number += 1


class Places:
    """A budget that counts, and that is empty when told so."""

    def __init__(self, *, empty=False):
        self.taken = []
        self.slowed = 0
        self.empty = empty

    def take(self, kind, deadline):
        if self.empty:
            raise BudgetExhausted("The budget is used up.")
        self.taken.append(kind)

    def limited(self):
        self.slowed += 1


class Watched:
    """A sender with its tokens, its budget, the pauses that it made and the writes that it announced."""

    def __init__(self, url, *, limits=QUICK, attempts=None, empty=False):
        self.tokens, self.places = Tokens(), Places(empty=empty)
        self.pauses, self.announced = [], []
        self.sender = Sender(
            url,
            self.tokens,
            self.places,
            limits=limits,
            attempts=attempts or Attempts(),
            sleep=self.pauses.append,
            random=lambda: 1.0,
            before_write=lambda: self.announced.append(len(self.places.taken)),
        )

    def read(self):
        return self.sender.send("getAppointment", path={"appointment_id": "a-1"})

    def write(self):
        return self.sender.send("confirmAppointment", json={"appointment_id": "a-1"})
