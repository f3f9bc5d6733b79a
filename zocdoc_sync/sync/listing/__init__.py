"""Complete listings of appointments, although one query never returns more than 1,000 rows."""
