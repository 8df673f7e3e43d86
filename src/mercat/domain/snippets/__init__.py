"""Snippets: pieces of HTML and text that emails and landing pages embed."""
