"""Tokens such as `{{lead.First Name:default=friend}}`: templates that hold them, and what takes their place."""
