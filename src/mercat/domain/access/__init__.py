"""Who may do what: users, roles, API clients, sessions, the second step, addresses."""
