"""Access: users, roles, API clients, sessions, multi-factor authentication, the IP allowlist."""
