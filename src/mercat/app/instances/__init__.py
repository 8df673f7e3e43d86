"""Instances: opening, locking, migrating, backing up."""
