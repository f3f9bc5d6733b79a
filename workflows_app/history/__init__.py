"""Reading runs: why something ran or did not, and replaying it."""
