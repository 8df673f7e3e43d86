"""Checks: what a client does that the platforms' documents advise against. Each is a small test of its calls."""
