"""The outcome of one record of a batch."""

from typing import Generic, Protocol, TypeVar

import msgspec

from mercat.model.refusals import Refusal


class Done(msgspec.Struct, frozen=True):
    """The record was `status`: created, updated, deleted, added, removed, ..."""

    id: int | str
    status: str


class Skipped(msgspec.Struct, frozen=True):
    """The record was skipped because of `refusal`; with its `id` if it is known."""

    refusal: Refusal
    id: int | str | None = None


Outcome = Done | Skipped

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of the matching items, in order. `cursor` is where the next page starts, None on the last one."""

    items: list[T]
    cursor: int | None = None
    total: int | None = None


class Numbered(Protocol):
    """Anything with an id, which paging continues from."""

    @property
    def id(self) -> int:
        """The id."""


N = TypeVar("N", bound=Numbered)


def page_of(items: list[N], limit: int) -> Page[N]:
    """A page of the first `limit` items. An item beyond them shows that there is a next page."""
    return Page(items[:limit], items[limit - 1].id if len(items) > limit else None)
