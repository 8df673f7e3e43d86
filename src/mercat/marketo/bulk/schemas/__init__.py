"""Parameters, states and files of jobs that the modules of /bulk/v1 share."""
