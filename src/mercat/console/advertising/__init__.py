"""Advertising: ad groups, reports, and the review of creatives."""
