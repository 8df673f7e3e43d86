"""WeChat channels and shops, and who may use them."""
