"""Outgoing mail of an instance: the outbox, its delivery, and the mailbox of a demo."""
