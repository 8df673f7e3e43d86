"""Images, videos, brands and other material of advertising accounts."""
