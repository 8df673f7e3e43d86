"""Composition: configuration, instances, the ASGI application, and the processes that serve and work."""
