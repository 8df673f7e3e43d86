"""Database drivers, their dialects, files and counters: what the queries run on."""
