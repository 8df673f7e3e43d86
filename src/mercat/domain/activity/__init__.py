"""Activities: their types, adding custom ones, and reading them."""
