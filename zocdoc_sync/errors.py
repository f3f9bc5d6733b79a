"""What can go wrong between us and Zocdoc: the class says whether a request may be repeated.

Never sent: repeat anything. No answer or a server's fault: repeat reads only. Refused: repeat nothing. Too many:
repeat after a pause. Every error carries a stable `code`, one sentence for a person, and Zocdoc's request id.
"""


class ZocdocError(Exception):
    """Something went wrong between us and Zocdoc; `sentence` is for the reader, without patient data and secrets."""

    code = "zocdoc_error"
    repeat_read = False
    repeat_write = False
    after_pause = False

    def __init__(self, sentence: str, *, operation: str = "", request_id: str = "", status: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.operation = operation
        self.request_id = request_id
        self.status = status


class NeverSent(ZocdocError):
    """No byte of the request left this machine: the address did not resolve, refused, or did not accept in time."""

    code = "never_sent"
    repeat_read = True
    repeat_write = True


class BudgetExhausted(NeverSent):
    """The shared rate budget gave no place before the deadline."""

    code = "budget_exhausted"


class NoAnswer(ZocdocError):
    """The request went out and nobody knows what became of it."""

    code = "no_answer"
    repeat_read = True


class ServerFault(NoAnswer):
    """Zocdoc answered with a 5xx."""

    code = "server_fault"


class UnreadableAnswer(NoAnswer):
    """Zocdoc answered with success and a body that cannot be read: truncated, not JSON, or too large."""

    code = "unreadable_answer"


class RateLimited(ZocdocError):
    """Zocdoc answered 429: nothing was done, and anything may be sent again after a pause."""

    code = "rate_limited"
    repeat_read = True
    repeat_write = True
    after_pause = True


class RequestRefused(ZocdocError):
    """Zocdoc said no; repeating will not help."""

    code = "refused"


class InvalidRequest(RequestRefused):
    """A field of the request is wrong; `fields` lists (field, message), the field "" when Zocdoc names none."""

    code = "invalid_request"

    def __init__(self, sentence: str, *, fields: list[tuple[str, str]] | None = None, **known: object) -> None:
        super().__init__(sentence, **known)  # type: ignore[arg-type]  # the keywords of ZocdocError, passed on
        self.fields = fields or []


class CredentialsRejected(RequestRefused):
    """Zocdoc does not accept the token, even a fresh one."""

    code = "credentials_rejected"


class TokenRefused(CredentialsRejected):
    """The token endpoint refuses the client or its refresh token."""

    code = "token_refused"


class PermissionMissing(RequestRefused):
    """The token is good, but the client lacks a scope or a product."""

    code = "permission_missing"


class NotFound(RequestRefused):
    """There is no such thing, or it is outside the client's directory."""

    code = "not_found"


class Conflict(RequestRefused):
    """The thing is in a state that does not allow it."""

    code = "conflict"


class UnexpectedStatus(RequestRefused):
    """Zocdoc answered with a status that its documentation does not name; redirects are never followed."""

    code = "unexpected_status"


class ForeignAddress(RequestRefused):
    """An address in an answer points to another server; our token is not sent there."""

    code = "foreign_address"
