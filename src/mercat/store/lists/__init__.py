"""Static lists."""
