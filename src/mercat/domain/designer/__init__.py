"""The new designer: emails, email templates and fragments."""
