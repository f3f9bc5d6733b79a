"""The search in the header of every page."""
