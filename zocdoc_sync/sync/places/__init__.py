"""The clinic's directory as Zocdoc lists it, and its way into the mirror."""
