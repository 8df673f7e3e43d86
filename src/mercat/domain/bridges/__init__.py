"""Bridges between the lead database and advertising accounts."""
