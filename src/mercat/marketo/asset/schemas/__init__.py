"""What the modules of /rest/asset/v1 share."""
