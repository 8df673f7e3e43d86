"""The lead database: people, searched, read and edited."""
