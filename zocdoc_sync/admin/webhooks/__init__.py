"""The pages of webhooks: what was delivered, and a connection's address and keys."""
