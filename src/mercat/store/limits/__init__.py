"""Counters of calls."""
