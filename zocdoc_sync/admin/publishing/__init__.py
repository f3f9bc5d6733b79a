"""Pages of weekly templates, closures and publishing runs."""
