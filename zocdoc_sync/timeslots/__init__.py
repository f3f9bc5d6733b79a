"""Timeslots of a provider on one local day: what Zocdoc has, what is to be sent, and what must be asked first."""
