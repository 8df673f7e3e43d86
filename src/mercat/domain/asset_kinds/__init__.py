"""All kinds of assets, and what goes through every one of them."""
