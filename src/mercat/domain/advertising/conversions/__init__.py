"""Conversions and the links that lead to them."""
