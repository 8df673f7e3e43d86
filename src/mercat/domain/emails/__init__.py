"""Emails, and the templates that they begin with."""
