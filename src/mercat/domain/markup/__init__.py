"""The HTML of templates, emails and pages: what is editable in it, and text made of it."""
