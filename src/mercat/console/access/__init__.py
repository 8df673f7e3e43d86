"""Who may do what: log-in, account, users, roles, invitations, audit trail."""
