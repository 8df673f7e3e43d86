"""Reviews: what is reviewed, and how a review ends."""
