"""Mail that an instance sends: the outbox, its delivery, the mailbox of a demo."""
