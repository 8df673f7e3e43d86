"""Files: images, scripts, style sheets and documents that emails and landing pages link to."""
