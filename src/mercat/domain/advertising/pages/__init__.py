"""Landing pages of all kinds."""
