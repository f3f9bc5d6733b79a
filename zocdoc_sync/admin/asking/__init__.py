"""Asking Zocdoc for anything: one page for each operation of the catalogue."""
