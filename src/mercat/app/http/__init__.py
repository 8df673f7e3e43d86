"""HTTP at the socket: connections, bodies, the ASGI application, pages that the server has of its own."""
