"""Rendering: what an email, a page or a snippet becomes for one person."""
