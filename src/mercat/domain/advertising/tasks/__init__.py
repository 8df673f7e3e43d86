"""Tasks that accounts order."""
