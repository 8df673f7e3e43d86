"""What the module of users answers."""
