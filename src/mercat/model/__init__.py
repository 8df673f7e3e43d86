"""Values, refusals and outcomes that every layer shares; imports no other package of mercat."""
