"""Job rows: planned, claimed, run to their end whatever is killed, and parked after their attempts."""
