"""Bridges for tests: an account with an audience, a list of people with phones, and runs."""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from mercat.app.instances.instance import Instance
from mercat.domain.advertising.audiences.audiences import audiences
from mercat.domain.advertising.leads import leads
from mercat.domain.advertising.users import audience_users
from mercat.domain.bridges import bridges, runs
from mercat.domain.bridges.leads_to_people import KIND as LEADS
from mercat.domain.bridges.list_to_audience import KIND as LISTS
from mercat.domain.lists import static_lists
from mercat.domain.oauth import ad_accounts
from mercat.domain.people import sync
from mercat.model.bridges import Bridge, LeadsToPeople, ListToAudience, Run
from mercat.store.people import ANYBODY, matching
from mercat.store.tx import Tx
from support.ad_leads import FORM
from support.segments import DATABASE, made_people

ACCOUNT = 30_011
PHONES = "HASH_MOBILE_PHONE"
T = TypeVar("T")


def number(index: int) -> str:
    """The phone number of a person."""
    return f"138{index:08}"


def hashed(phone: str) -> str:
    """A phone number as an audience takes it."""
    return hashlib.md5(phone.encode(), usedforsecurity=False).hexdigest()


class Field:
    """An instance with an account, an audience of it, and a static list of people with phones."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.do(lambda tx: ad_accounts.create_account(tx, "Tea house", account_id=ACCOUNT))
        self.begin("Buyers")

    def begin(self, name: str) -> None:
        """Go on with another list and another audience."""
        self.list_id = self.do(lambda tx: static_lists.create(tx, name, DATABASE))
        self.audience_id = self.new_audience(name)

    def do(self, work: Callable[[Tx], T]) -> T:
        return self.instance.write_now(work)

    def new_audience(self, name: str, type: str = "CUSTOMER_FILE", **spec: Any) -> int:
        return self.do(lambda tx: audiences.add(tx, ACCOUNT, {"name": name, "type": type, "audience_spec": spec}))

    def people(self, *phones: str | None) -> list[int]:
        """New people with these phones; their ids."""
        records = [{"lastName": f"Person {phone}", "mobilePhone": phone} for phone in phones]
        return self.do(lambda tx: made_people(tx, *records))

    def add(self, ids: Iterable[int]) -> None:
        self.do(lambda tx: static_lists.add(tx, self.list_id, list(ids)))

    def remove(self, ids: Iterable[int]) -> None:
        self.do(lambda tx: static_lists.remove(tx, self.list_id, list(ids)))

    def change(self, person_id: int, phone: str | None) -> None:
        record = {"id": person_id, "mobilePhone": phone}
        self.do(lambda tx: sync.sync(tx, [record], action="updateOnly"))

    def settings(self, **changes: Any) -> ListToAudience:
        usual = {"source": "static", "list_id": self.list_id, "audience_id": self.audience_id}
        return ListToAudience(**{**usual, "fields": ["mobilePhone"], "id_type": PHONES, **changes})

    def bridge(self, *, daily: bool | None = None, account: int = ACCOUNT, **changes: Any) -> Bridge:
        settings = self.settings(**changes)
        return self.do(lambda tx: bridges.ensure(tx, LISTS, account, settings, daily=daily))

    def leads_bridge(self, *, daily: bool | None = None, account: int = ACCOUNT, **settings: Any) -> Bridge:
        return self.do(lambda tx: bridges.ensure(tx, LEADS, account, LeadsToPeople(**settings), daily=daily))

    def leads(self, *rows: dict[str, Any]) -> list[int]:
        """New leads of the account; their ids."""

        def work(tx: Tx) -> list[int]:
            store = leads.importing(tx, ACCOUNT, {"leads_info_list": [{"leads_type": FORM, **row} for row in rows]})
            return [store({"leads_type": FORM, **row}) for row in rows]

        return self.do(work)

    def all_people(self) -> list[dict[str, Any]]:
        """The values of all people, by id."""
        people = self.instance.read_now(lambda tx: matching(tx, ANYBODY, after=0, limit=100_000))
        return [person.document for person in people]

    def order(self, bridge: Bridge) -> Run:
        return self.do(lambda tx: runs.order(tx, bridge.id))

    def run(self, bridge: Bridge) -> Run:
        """Let a bridge run to its end."""
        self.order(bridge)
        return self.go_on(bridge)

    def go_on(self, bridge: Bridge) -> Run:
        while self.instance.jobs.step(bridges.key_of(bridge.id)):
            pass
        return self.last(bridge)

    def last(self, bridge: Bridge) -> Run:
        return self.instance.read_now(lambda tx: runs.last(tx, bridge.id))

    def users(self, audience_id: int | None = None) -> frozenset[bytes]:
        """The users of the audience."""

        def work(tx: Tx) -> frozenset[bytes]:
            document = audiences.get(tx, ACCOUNT, audience_id or self.audience_id).document
            return audience_users.in_files(tx, document, tx.now)

        return self.instance.read_now(work)

    def users_with(self, *phones: str, id_type: str = PHONES) -> frozenset[bytes]:
        """What the users of an audience of these phones are."""
        lines = [hashed(phone) for phone in phones]
        return self.instance.read_now(lambda tx: audience_users.hashes_of(tx, id_type, lines))
