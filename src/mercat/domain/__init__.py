"""The engines: rules without HTTP, SQL or vendor words."""
