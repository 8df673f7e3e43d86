"""Parameters that the modules of data ingestion share."""
