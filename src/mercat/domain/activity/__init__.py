"""Activities: what types there are, and what happened, as readers see it."""
