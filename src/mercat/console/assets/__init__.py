"""The asset tree: folders, programs and what is in them."""
