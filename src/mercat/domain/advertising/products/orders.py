"""Orders that people place on the pages of ads. An account sends the goods, and a carrier brings them."""

from datetime import date
from typing import Any, Final

from mercat.domain.advertising.ad_groups.ad_groups import KIND as AD_GROUP
from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.dates import begin_of, is_date, local_text
from mercat.domain.advertising.refusals import SpanTooLong, TooEarly
from mercat.model.advertising import CREATED, AdObject, Condition
from mercat.model.clock import DAY, HOUR, SECOND
from mercat.model.refusals import Missing, NotAllowed, NotFound, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "order"
NUMBER: Final = "ecommerce_order_id"
STATUS: Final = "ecommerce_order_status"
AWAITING, SOON, SHIPPED, DELIVERED, RETURNED = "AWAITING_ORDER", "SHIPPING_SOON", "SHIPPED", "DELIVERED", "RETURNED"
GOAL: Final = "OPTIMIZATIONGOAL_ECOMMERCE_ORDER"  # of ad groups that are optimized for orders
FIRST_NUMBER: Final = 500_000_000_000_000
LONGEST_DAYS: Final = 90
YEARS_MS: Final = 731 * DAY
TRACKING: Final = ("delivery_tracking_number", "express_company")
# The way of a parcel: how long after it was sent, and what the carrier says then.
_WAY: Final = ((0, "已揽收"), (12 * HOUR, "已离开发货城市"), (36 * HOUR, "已到达收货城市"), (60 * HOUR, "已签收"))
# What an order has that says nothing of these.
_USUAL: Final = {
    STATUS: AWAITING,
    "customized_page_name": "",
    "commodity_package_detail": "",
    "quantity": 1,
    "price": 0,
    "user_name": "",
    "user_phone": "",
    "user_province": "",
    "user_city": "",
    "user_area": "",
    "user_address": "",
    "user_ip": "",
    "user_message": "",
    "destination_url": "",
}

Document = dict[str, Any]


class Order(Facts):
    """The members that rules read. The number of an order is unique."""

    number: str = ""

    def unique_name(self) -> str | None:
        return self.number


class Orders(Collection[Order]):
    """The orders of all accounts. Where a parcel is follows from the time at which it was sent."""

    derived = (STATUS,)

    def read(self, document: Document) -> Order:
        """The number of an order."""
        return Order(number=document[NUMBER])

    def find(self, tx: Tx, search: Search) -> Slice:
        """List orders of some days that match the filter, a page at a time. Raises WrongType, TooEarly, SpanTooLong."""
        days = search.parameters["date_range"]
        first, last = (_day(f"date_range.{name}", days[name]) for name in ("start_date", "end_date"))
        if last < first:
            raise TooEarly("date_range.end_date", "date_range.start_date")
        if last - first >= LONGEST_DAYS * DAY:
            raise SpanTooLong("date_range", LONGEST_DAYS)
        if "date" in search.parameters:
            day = _day("date", search.parameters["date"])
            if day < tx.now - YEARS_MS:
                raise TooEarly("date", local_text(tx.now - YEARS_MS)[:10])
            first, last = max(first, day), min(last, day)
        return super().find(
            tx,
            search.narrowed(
                Condition(CREATED, "greater_equals", (first // SECOND,), "integer"),
                Condition(CREATED, "less", ((last + DAY) // SECOND,), "integer"),
            ),
        )

    def place(self, tx: Tx, owner: int, members: Document) -> str:
        """Store an order that somebody places on the page of an ad; its number follows from its id."""
        order_id = self.add(tx, owner, {**_USUAL, **members, NUMBER: ""})
        number = f"B{FIRST_NUMBER + order_id}"
        self.amend(tx, self.get(tx, owner, order_id), {NUMBER: number})
        return number

    def send(self, tx: Tx, owner: int, members: Document) -> None:
        """Say with which carrier and number the goods of an order are under way.

        Raises Missing, NotFound, and NotAllowed once they are delivered.
        """
        for name in TRACKING:
            if not members.get(name):
                raise Missing(name)
        order_id = ad_objects.find_by_name(tx, KIND, owner, members[NUMBER])
        if order_id is None:
            raise NotFound(KIND, members[NUMBER])
        (item,) = self.present(tx, [self.get(tx, owner, order_id)])
        if item.document[STATUS] in (DELIVERED, RETURNED):
            raise NotAllowed(STATUS, item.document[STATUS], (AWAITING, SOON, SHIPPED))
        sent_ms = item.document.get("sent_ms", tx.now)
        tracking = {name: members[name] for name in TRACKING}
        self.amend(tx, self.get(tx, owner, order_id), {**tracking, "sent_ms": sent_ms, STATUS: SHIPPED})

    def present(self, tx: Tx, items: list[AdObject]) -> list[AdObject]:
        """Orders with their sums, the names of their ad groups, and where their parcels are."""
        groups = {item.document.get("adgroup_id", 0) for item in items}
        owners = sorted({item.account_id for item in items})
        names = ad_objects.texts(tx, AD_GROUP, owners, "adgroup_name", sorted(groups))
        return [item.with_members(_derived(tx, item, names)) for item in items]


orders: Final = Orders(KIND, Order)


def _derived(tx: Tx, item: AdObject, names: dict[int, str]) -> Document:
    order = item.document
    members: Document = {
        "total_price": order["quantity"] * order["price"],
        "ecommerce_order_time": local_text(item.created_ms),
        "from_account_id": item.account_id,
    }
    if "adgroup_id" in order:
        members["adgroup_name"] = names.get(order["adgroup_id"], "")
    if "sent_ms" not in order:
        return members
    way = [(order["sent_ms"] + after, text) for after, text in _WAY if order["sent_ms"] + after <= tx.now]
    places = [{"delivery_update_time": local_text(at), "delivery_detail": text} for at, text in reversed(way)]
    if len(way) == len(_WAY) and order[STATUS] == SHIPPED:
        members[STATUS] = DELIVERED
    return members | {"delivery_spec": {name: order[name] for name in TRACKING} | {"delivery_info_list": places}}


def _day(name: str, text: str) -> int:
    if not is_date(text):
        raise WrongType(name, text[:64], "date")
    return begin_of(date.fromisoformat(text))
