"""Landing pages: their domains and redirect rules."""
