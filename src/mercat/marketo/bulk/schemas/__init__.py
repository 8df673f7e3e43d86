"""What the modules of /bulk/v1 share: orders, states and files of jobs."""
