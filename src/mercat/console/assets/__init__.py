"""The asset tree: folders, programs and the assets in them."""
