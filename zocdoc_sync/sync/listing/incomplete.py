"""What is raised rather than returning less."""


class IncompleteWindow(Exception):
    """A listing cannot be shown to be whole; the sentence says where and why, without patient data."""

    code = "incomplete_window"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
