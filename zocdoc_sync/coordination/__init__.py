"""What processes share through the database: who holds what, and how many requests may still go out."""
