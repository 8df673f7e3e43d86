"""HTTP at the socket: connections, bodies, the ASGI application and the server's own pages."""
