"""What a handler may say other than "done"."""


class Postpone(Exception):
    """Run this job again in `seconds`; the attempt is not counted."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class GiveUp(Exception):
    """Repeating will not help: park the job now, with a stable code and one sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
