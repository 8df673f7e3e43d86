"""Imports, exports and ingestion requests."""
