"""/bulk/v1: extracts and imports in the background."""
