"""Targeting: regions, devices, tags, and how many people it reaches."""
