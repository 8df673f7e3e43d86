"""Tracking cookies, which assign the web activity of a browser to a person."""

from mercat.domain.people import find, lookup
from mercat.store import people
from mercat.store.tx import Tx


def associate(tx: Tx, person_id: int, cookie: str) -> None:
    """Associate a cookie with a person, who gets its activity from now on. Raises InvalidCookie, PersonNotFound, ..."""
    token = lookup.cookie(cookie)
    person = find.by_id(tx, person_id)
    people.link_cookies(tx, [(token, person.id)])
