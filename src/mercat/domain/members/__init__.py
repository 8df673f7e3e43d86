"""Members of programs: their statuses, fields and memberships."""
