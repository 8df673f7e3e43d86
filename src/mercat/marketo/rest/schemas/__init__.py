"""What the modules of /rest/v1 share: the shapes of leads, records and members."""
