"""Developer applications, what accounts granted them, and where they may send users back to."""
