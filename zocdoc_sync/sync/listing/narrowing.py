"""Ask on from the last value seen, and narrow by another dimension where one value holds too many rows."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from zocdoc_sync.sync.listing.question import INSTANT, NEXT_DIMENSION, Question
from zocdoc_sync.sync.listing.turning import Ask, Part, turn_pages

RETRIES = 5


@dataclass
class Narrowing:
    """A listing that is whole, or says in `holes` where it could not be made so.

    `statuses` and `providers` are what to split by when times are not enough: all words that are known by then.
    """

    ask: Ask
    statuses: Collection[str]
    providers: Collection[str]
    holes: list[str] = field(default_factory=list)

    def parts(self, question: Question) -> Iterator[Part]:
        """Yield all rows in ascending order, some more than once; raise IncompleteWindow when there is no order."""
        tries = 0
        while not _is_past(question):
            turned = yield from turn_pages(self.ask, question)
            moved = turned.value != question.low
            if turned.ended:
                return
            if turned.crowded or not (moved or turned.shaken):
                yield from self._narrowed(question.at(turned.value))
                if turned.value is None:
                    return
                question = question.starting(turned.value + INSTANT)
            elif moved and turned.value is not None:
                question, tries = question.starting(turned.value), 0
            elif tries < RETRIES:
                tries += 1
            else:
                self.holes.append("Appointments kept moving, or were held back, while they were listed.")
                return

    def _narrowed(self, question: Question) -> Iterator[Part]:
        """Yield the rows of a question that holds too many, by the next dimension that tells them apart."""
        dimension = NEXT_DIMENSION.get(question.dimension)
        if dimension:
            narrower = question.sorted_by(dimension)
            yield from self.parts(narrower)
            yield from self._without_value(narrower)
        elif question.status is None:
            yield from self._each([replace(question, status=status) for status in sorted(self.statuses)])
        elif question.provider is None:
            yield from self._each([replace(question, provider=provider) for provider in sorted(self.providers)])
        else:
            self.holes.append("More than 1,000 appointments share every field that Zocdoc can tell them apart by.")

    def _each(self, questions: list[Question]) -> Iterator[Part]:
        for question in questions:
            yield from self.parts(question)

    def _without_value(self, question: Question) -> Iterator[Part]:
        """Yield the rows that have no value in the order's dimension, if Zocdoc puts them last.

        A query that starts at a value leaves them out; in descending order they come first.
        """
        for _ in range(RETRIES):
            turned = yield from turn_pages(self.ask, replace(question, descending=True))
            if turned.ended:
                return
            if not turned.shaken:
                yield from self._narrowed(question)
                return
        self.holes.append("Appointments without a time kept moving while they were listed.")


def _is_past(question: Question) -> bool:
    return question.low is not None and question.high is not None and question.low > question.high
