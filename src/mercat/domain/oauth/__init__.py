"""Developer applications, the grants of accounts to them, and their redirect addresses."""
