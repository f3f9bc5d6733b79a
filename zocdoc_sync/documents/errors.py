"""Why a file was not kept, or cannot be had."""


class DocumentRefused(Exception):
    """A file that Zocdoc would not take, or that is not here; `sentence` is for the reader."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
