"""Static lists and their members."""
