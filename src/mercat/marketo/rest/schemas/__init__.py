"""Parameters and answers that the modules of /rest/v1 share: leads, records and members."""
