"""/userservice/management: users, their roles and workspaces."""
