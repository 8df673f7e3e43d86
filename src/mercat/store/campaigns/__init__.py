"""Smart campaigns and their runs."""
