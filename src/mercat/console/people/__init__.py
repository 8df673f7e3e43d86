"""The lead database: searching, reading and editing people."""
