"""Landing pages, and the templates that they begin with."""
