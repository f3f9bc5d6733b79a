"""What starts a workflow: which changes and instants match, and what they tell."""
