"""Capture: people who come in from outside, by a form or a push, and what they come for."""
