"""Tracking cookies: which person the web activity of a browser belongs to."""

from mercat.domain.people import find, lookup
from mercat.store import people
from mercat.store.tx import Tx


def associate(tx: Tx, person_id: int, cookie: str) -> None:
    """Give a cookie to a person; activity from now on is theirs. Raises InvalidCookie, PersonNotFound, ..."""
    token = lookup.cookie(cookie)
    person = find.by_id(tx, person_id)
    people.link_cookies(tx, [(token, person.id)])
