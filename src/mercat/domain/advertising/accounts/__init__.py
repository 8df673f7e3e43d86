"""Advertising accounts, their trees, budgets and money."""
