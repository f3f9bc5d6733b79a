"""What of the stand-in's log the tests of connections look at."""


def token_requests(sandbox):
    """Return how many requests for a token reached the stand-in."""
    return len([request for request in sandbox.requests() if request["operationId"] == "token"])


def calls(sandbox):
    """Return the operations that reached the stand-in, oldest first, without those for tokens."""
    return [request["operationId"] for request in sandbox.requests() if request["operationId"] != "token"]
