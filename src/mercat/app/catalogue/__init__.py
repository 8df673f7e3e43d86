"""Documented and declared operations: their coverage, and the documents made from them."""
