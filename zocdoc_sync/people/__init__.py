"""How people sign in: passwords, tries, the second step, and how long a session lasts."""
