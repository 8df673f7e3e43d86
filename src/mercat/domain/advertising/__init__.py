"""Advertising: what accounts own, and the rules of each kind."""
