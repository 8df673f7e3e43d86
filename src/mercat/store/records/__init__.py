"""Records of typed objects and their types."""
