"""Tables of advertising."""
