"""What the modules of data ingestion share."""
