"""Integration: services, web services, applications and advertising accounts."""
