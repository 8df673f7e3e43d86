"""People: their fields, look-ups, synchronisation, partitions."""
