"""The pages of appointments: the list, one appointment, and what can be done with it."""
