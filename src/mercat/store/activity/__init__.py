"""Activities and custom activity types."""
