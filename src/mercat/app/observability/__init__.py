"""Metrics, logs, and log lines of calls."""
