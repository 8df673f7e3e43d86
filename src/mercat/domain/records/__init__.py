"""Records of typed objects: companies, opportunities, roles, sales persons, named accounts, custom objects."""
