"""Smart lists and segmentations: rules about people, and who meets them."""
