"""Custom audiences with their files and grants."""
