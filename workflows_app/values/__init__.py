"""The language of mappings and conditions: what it reads, what it can do, and its limits."""
