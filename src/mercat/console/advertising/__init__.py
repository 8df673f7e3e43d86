"""Advertising: the review of creatives."""
