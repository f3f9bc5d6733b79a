"""The pages of a provider's day: what Zocdoc has, what is to be sent, and what became of it."""
