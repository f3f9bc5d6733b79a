"""Webhooks of Zocdoc: verified, written down, and read as a hint: what an appointment is like is asked of Zocdoc."""
