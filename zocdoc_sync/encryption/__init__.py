"""Encryption of patient data, secrets and tokens in the database, with rotating keys and blind indexes."""
