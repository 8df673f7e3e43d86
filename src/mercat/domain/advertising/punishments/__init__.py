"""Punishments: what was refused after people saw it, the counts by month, and complaints of those who were punished."""
