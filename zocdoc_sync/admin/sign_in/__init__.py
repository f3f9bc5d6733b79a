"""The pages of the second step."""
