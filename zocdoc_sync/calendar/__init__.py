"""Days as a calendar shows them: their hours, what stands side by side, published timeslots, files and feeds."""
