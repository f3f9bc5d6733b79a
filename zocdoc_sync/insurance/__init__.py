"""Insurance plans of provider locations: what Zocdoc shows, what was asked, and what came of it."""
