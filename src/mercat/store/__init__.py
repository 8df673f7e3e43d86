"""Tables and queries: the only layer that knows SQL and a database driver."""
