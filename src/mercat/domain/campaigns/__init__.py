"""Smart campaigns, which people go through in a batch or one at a time. Flow steps are stored, not executed."""
