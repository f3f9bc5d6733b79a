"""What was published, what can be booked and what is booked, compared day by day."""
