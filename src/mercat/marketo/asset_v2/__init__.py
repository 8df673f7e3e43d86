"""The second version of the asset API: what the new designer makes."""
