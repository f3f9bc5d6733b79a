"""The comparison of timeslots as a heat map and as a table."""
