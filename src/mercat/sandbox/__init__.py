"""The powers of a throw-away server: /sandbox/... Mounted by `demo` alone; errors are RFC 9457 problems."""
