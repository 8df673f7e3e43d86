"""Refusals that only the console raises."""

from mercat.model.refusals import Refusal


class NoSuchTime(Refusal):
    """The target of a demo's clock is not a time, or is in the past."""


class NotEnabled(Refusal):
    """The form has addresses but does not enable the restriction, so that the addresses would be lost."""


class FieldRefused(Refusal):
    """A refusal that is about one of several like fields of a form; `field` is the name of that one."""

    field: str
    refusal: Refusal


class EditConflict(Refusal):
    """Another user changed the values that a form shows."""


class FaultUnfit(Refusal):
    """A fault cannot be ordered: its code or operation is not documented, or there are too many orders."""


class NoSnapshots(Refusal):
    """The database is no file, so that there are no snapshots of it."""
