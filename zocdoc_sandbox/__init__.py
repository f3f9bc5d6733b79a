"""The stand-in for Zocdoc's servers: the servers' side of the partner API, for demos and tests."""
