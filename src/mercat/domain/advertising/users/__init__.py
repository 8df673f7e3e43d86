"""Users by their identifiers, labels and actions."""
