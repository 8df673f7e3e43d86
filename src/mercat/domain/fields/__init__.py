"""Values of typed fields."""
