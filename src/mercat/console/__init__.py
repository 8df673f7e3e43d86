"""The admin console: server-rendered pages below /console. It calls engines and no protocol."""
