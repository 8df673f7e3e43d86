"""Limits on calls: rates, concurrency, daily quotas, and usage statistics."""
