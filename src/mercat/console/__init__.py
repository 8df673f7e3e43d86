"""The admin console: server-rendered pages below /console; knows engines, no protocol."""
