"""Users, sessions, authenticators, invitations and credentials."""
