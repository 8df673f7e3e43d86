"""What only the console refuses."""

from mercat.model.refusals import Refusal


class NoSuchTime(Refusal):
    """Where a demo's clock is to be moved is no time, or none that is to come."""


class NotEnabled(Refusal):
    """Addresses were typed, and restrictions left off: they would be lost."""


class EditConflict(Refusal):
    """What a form showed was changed meanwhile."""
