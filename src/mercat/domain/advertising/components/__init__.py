"""Components of creatives."""
