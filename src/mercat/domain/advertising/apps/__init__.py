"""Packages and features of applications and games."""
