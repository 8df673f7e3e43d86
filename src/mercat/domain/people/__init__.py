"""People: their fields, look-ups, synchronisation, history, partitions."""
