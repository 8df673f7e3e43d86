"""Landing pages, the templates that they begin with, where they are served, and where they redirect."""
