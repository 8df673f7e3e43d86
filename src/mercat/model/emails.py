"""What versions of email templates hold beside their HTML."""

import msgspec


class EmailTemplate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of an email template. Its HTML is the body of the version."""
