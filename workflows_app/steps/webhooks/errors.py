"""Why a message did not reach another system."""


class PostRefused(Exception):
    """It may not or can not be delivered as it is; the sentence is for the builder."""

    def __init__(self, sentence: str, code: str = "refused_address") -> None:
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


class PostFailed(PostRefused):
    """It may go well later: the other system could not be reached, or did not answer in time."""
