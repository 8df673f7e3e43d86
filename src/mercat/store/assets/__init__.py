"""The asset tree and what is in it."""
