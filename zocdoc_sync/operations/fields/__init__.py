"""Form fields with Zocdoc's own rules, each fault in one sentence."""
