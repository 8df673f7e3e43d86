"""Users, sessions, second steps, invitations, credentials."""
