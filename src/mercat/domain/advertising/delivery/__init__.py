"""Delivery: the simulation hour by hour, its market, and estimates."""
