"""The asset tree and the assets in it."""
