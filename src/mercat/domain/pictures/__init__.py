"""Pictures in another size: JPEG and GIF files are decoded and written here, in Python; PNG files in `drawings`."""
