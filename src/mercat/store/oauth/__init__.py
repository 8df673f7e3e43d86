"""Developer applications and their tokens."""
