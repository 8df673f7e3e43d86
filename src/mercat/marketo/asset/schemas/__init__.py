"""Parameters and answers that the modules of /rest/asset/v1 share."""
