"""Creatives, their templates, previews and derivations."""
