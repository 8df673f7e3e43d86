"""Bulk exports, imports and data ingestion, which jobs carry out in the background."""
