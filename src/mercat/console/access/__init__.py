"""Access: sign-in, account, users, roles, invitations, IP restrictions and the audit trail."""
