"""Bulk exchange: extracts written and imports read in the background, a slice at a time."""
