"""Mail about alerts: once when a fault opens, and a digest each morning; never patient data."""
