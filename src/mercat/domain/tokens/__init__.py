"""Tokens such as `{{lead.First Name:default=friend}}`: templates, and the values that replace tokens."""
