"""Instances: how they are created, opened, locked, migrated and backed up."""
