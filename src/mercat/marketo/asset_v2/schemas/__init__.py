"""Structs that several modules of the second version of the asset API share."""
