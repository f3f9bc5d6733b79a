"""Publishing many days: compared with Zocdoc first, sent when a person has said so, each day once, seen afterwards."""
