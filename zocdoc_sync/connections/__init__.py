"""Zocdoc accounts: where they are, how they sign in, what their credentials can do."""
