"""What is wrong with a value that somebody typed."""


class ValueProblem(Exception):
    """A value that cannot be filled in: the path that is missing ("" for any other fault) and one sentence."""

    def __init__(self, sentence: str, path: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.path = sentence, path
