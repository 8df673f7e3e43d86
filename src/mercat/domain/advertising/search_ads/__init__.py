"""Words that ads are found by."""
