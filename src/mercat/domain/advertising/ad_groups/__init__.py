"""Ad groups: their rules of bids, schedules and targeting."""
