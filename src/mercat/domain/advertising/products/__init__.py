"""Product catalogs and marketing assets."""
