"""Composition: configuration becomes one Instance; the ASGI application; the worker loop."""
