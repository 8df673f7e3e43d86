"""TLS for clients with hard-coded hosts: the authority of this machine, and the proxy that leads to mercat."""
