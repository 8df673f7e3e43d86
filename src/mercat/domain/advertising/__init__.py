"""Advertising: the objects of accounts, and the rules of each kind."""
