"""Smart campaigns: assets that people go through, in a batch or one at a time. Their flow steps are kept, not done."""
