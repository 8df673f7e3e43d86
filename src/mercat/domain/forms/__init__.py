"""Assets and the tree that they lie in."""
