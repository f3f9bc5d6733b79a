"""Home: the worklist of the day instead of a list of tables, its lines, its filters and what asks for a person."""
