"""The chain of the audit: each line sealed with the one before it, so that what was changed from outside is found."""
