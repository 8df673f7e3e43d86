"""Members of programs: their statuses, their fields, and how they come and go."""
