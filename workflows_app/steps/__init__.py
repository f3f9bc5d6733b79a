"""What a step can do: the kinds, what they take, and what comes of performing one."""
