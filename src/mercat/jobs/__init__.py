"""Background work: the functions that do it, by message type, and what runs them."""
