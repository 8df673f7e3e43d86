"""Data ingestion: requests that are accepted at once and done in the background."""
