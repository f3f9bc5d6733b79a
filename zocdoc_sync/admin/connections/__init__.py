"""The pages of connections: the list, the form with its write-only secret, and the checks."""
