"""How Zocdoc's rows become rows of the mirror: what is new in them, and how it is written."""
