"""Reports about delivery and money."""
