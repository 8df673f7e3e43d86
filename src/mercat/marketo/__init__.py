"""The Adobe Marketo Engage REST API."""
