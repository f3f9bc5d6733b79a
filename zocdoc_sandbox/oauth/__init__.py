"""The authorization server: tokens for programs, a consent page for people."""
