"""Home: the worklist of the day instead of a list of tables, one module a lane."""
