"""Leads of advertising accounts: where they come from, how they are followed up, calls with them."""
