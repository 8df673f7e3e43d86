"""Products of a catalog, which the advertiser names by ids of its own: their members, their review and their search."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.dates import is_time, local_text
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.products import verticals
from mercat.domain.advertising.products.catalogs import MOST_PRODUCTS, catalogs
from mercat.domain.advertising.products.product_series import series
from mercat.domain.advertising.review import approvals
from mercat.model.ad_reviews import Reviewed, State
from mercat.model.advertising import AdObject, Condition
from mercat.model.refusals import NotFound, Refusal, WrongType
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "product"
MOST_AT_A_TIME: Final = 100  # that a search answers
_AT_A_TIME: Final = 1_000  # whose reviews are read
LEAST_NAME: Final = 14  # bytes of the name of a product on sale
ONLINE: Final = "PRODUCT_SALE_STATUS_ONLINE"
PASS, REJECTED = "PRODUCT_STATUS_PASS", "PRODUCT_STATUS_REJECTED"
STATUSES: Final = {State.PENDING: "PRODUCT_STATUS_PENDING", State.APPROVED: PASS, State.REFUSED: REJECTED}
DATA_SOURCE: Final = "商品库"
_SUPERLATIVES: Final = (
    "国家级",
    "最高级",
    "最佳",
    "世界第一",
    "全国第一",
    "绝无仅有",
)  # which the advertising law forbids
_TIMES: Final = (
    "created_time",
    "last_modified_time",
    "expiration_time",
    "publish_time",
    "latest_renew_time",
    "start_time",
    "end_time",
)
_OF_SALES: Final = (
    "image_url",
    "first_category_name",
    "second_category_name",
    "third_category_name",
    "product_brand",
    "custom_data",
)  # what a product on sale needs
_CATEGORIES: Final = ("first_category_id", "second_category_id", "third_category_id", "fourth_category_id")
_STORED: Final = ("product_name", "product_outer_id", *_CATEGORIES)

Members = dict[str, Any]
Test = Callable[[Members], bool]


class ProductUnfit(Refusal):
    """A member of a product is missing, or breaks a rule."""

    field: str


class TimeMalformed(Refusal):
    """A text that is no date with a time of day."""

    field: str


class CatalogFull(Refusal):
    """The catalog has as many products as its size allows."""

    limit: int
    count: int


class Product(Facts):
    """The members that rules read."""

    outer_id: str = msgspec.field(name="product_outer_id", default="")

    def unique_name(self) -> str | None:
        return self.outer_id


class Products(Collection[Product]):
    """The products of all catalogs, which are their owners."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the first hundred products of a catalog that match the filter."""
        (account_id,) = search.owners
        catalog = catalogs.get(tx, account_id, search.parameters["product_catalog_id"])
        conditions = tuple(one for one in search.conditions if one.member in _STORED)
        tests = [_test(tx, catalog.id, one) for one in search.conditions if one.member not in _STORED]
        most = min([_limit(one) for one in search.conditions if one.member == "limit"] or [MOST_AT_A_TIME])
        matches = self.matches(tx, Search([catalog.id], conditions))
        fitting = (item for item in matches if all(test(item.document) for test in tests))
        items = [item.with_members(_about(item.document)) for item in islice(fitting, most)]
        return Slice(items, len(items))

    def sell(self, tx: Tx, owner: int, members: Members) -> list[Members]:
        """Create products, or replace those that have the same id of the advertiser: all of a call or none."""
        catalog_id = members["product_catalog_id"]
        catalog = catalogs.facts_of(tx, owner, catalog_id)
        rows = []
        for spec in members["product_item_spec_list"]:
            _check_spec(catalog.industry, spec)
            document = {"created_time": local_text(tx.now), "last_modified_time": local_text(tx.now), **spec}
            document |= {"product_sale_status": ONLINE, **approvals.ask(tx, owner, KIND, spec["product_outer_id"])}
            if "feed_id" in members:
                document["_feed_id"] = members["feed_id"]
            present = ad_objects.find_by_name(tx, KIND, catalog_id, spec["product_outer_id"])
            if present is None:
                present = self.add(tx, catalog_id, document)
            else:
                ad_objects.save(tx, present, document, name=spec["product_outer_id"])
            rows.append({"product_id": str(present), "product_outer_id": spec["product_outer_id"]})
        _check_count(tx, catalog_id, MOST_PRODUCTS[catalog.scale])
        return rows

    def change(self, tx: Tx, owner: int, members: Members) -> None:
        """Change prices, stock, expiration or sale of a product."""
        catalog = catalogs.get(tx, owner, members["catalog_id"])
        self._change(tx, catalog.id, {name: value for name, value in members.items() if name != "catalog_id"})

    def change_all(self, tx: Tx, owner: int, members: Members) -> None:
        """Change prices, stock, expiration or sale of several products: all of them or none."""
        catalog = catalogs.get(tx, owner, members["catalog_id"])
        for row in members["product_update_list"]:
            self._change(tx, catalog.id, row)

    def remove(self, tx: Tx, owner: int, members: Members) -> None:
        """Delete a product."""
        catalog = catalogs.get(tx, owner, members["catalog_id"])
        self.delete(tx, catalog.id, self.named(tx, catalog.id, members["product_outer_id"]).id)

    def detail(self, tx: Tx, owner: int, members: Members) -> Members:
        """Get all that is known of a product."""
        catalog = catalogs.get(tx, owner, members["product_catalog_id"])
        item = self.named(tx, catalog.id, members["product_outer_id"])
        decision = approvals.decisions_of(tx, [item], owner).get(item.id)
        spec = {**item.document, "brand_name": item.document.get("product_brand")}
        return {
            **_review(item.document, decision, tx.now),
            "spu_link_status": "SPU_LINK_STATUS_PENDING",
            "product_verification_results": [],
            "product_item_spec": spec,
        }

    def failures(self, tx: Tx, search: Search) -> Slice:
        """List products that the review has rejected, a page at a time."""
        (account_id,) = search.owners
        asked, window = search.parameters, search.window
        catalog = catalogs.get(tx, account_id, asked["product_catalog_id"])
        items = list(self._rejected(tx, account_id, catalog.id, asked.get("feed_id")))
        start = (window.page - 1) * window.size
        return Slice(items[start : start + window.size], len(items))

    def named(self, tx: Tx, catalog_id: int, outer_id: str) -> AdObject:
        """The product with this id of the advertiser. Raises NotFound."""
        object_id = ad_objects.find_by_name(tx, KIND, catalog_id, outer_id)
        if object_id is None:
            raise NotFound(KIND, outer_id)
        return self.get(tx, catalog_id, object_id)

    def _change(self, tx: Tx, catalog_id: int, row: Members) -> None:
        item = self.named(tx, catalog_id, row["product_outer_id"])
        _check_times(row)
        self.update(tx, catalog_id, item.id, {**row, "last_modified_time": local_text(tx.now)})

    def _rejected(self, tx: Tx, account_id: int, catalog_id: int, feed_id: int | None) -> Iterator[AdObject]:
        matches = self.matches(tx, Search([catalog_id]))
        while items := list(islice(matches, _AT_A_TIME)):
            decisions = approvals.decisions_of(tx, items, account_id)
            for item in items:
                review = _review(item.document, decisions.get(item.id), tx.now)
                if review["system_status"] == REJECTED and feed_id in (None, review["feed_id"]):
                    yield item.with_members({**review, "product_id": str(item.id)})


products: Final = Products(KIND, Product)


def _review(document: Members, decision: Reviewed | None, now: int) -> Members:
    """The feed and the review of a product. An approved one is refused if its texts have a forbidden superlative."""
    about = {"feed_id": document.get("_feed_id", 0), "reject_message": approvals.reason_of(decision, now)}
    state = decision.at(now) if decision else State.APPROVED
    text = document["product_name"] + document.get("description", "")
    word = next((each for each in _SUPERLATIVES if each in text), None)
    if state is State.APPROVED and word is not None:
        return {**about, "system_status": REJECTED, "reject_message": f"自动审核不通过，文案命中禁用词：{word}"}
    return {**about, "system_status": STATUSES[state]}


def _about(document: Members) -> Members:
    """The members of a list that have other names than those of the product, or follow from them."""
    about = {
        "product_image_url": document.get("image_url"),
        "brand_name": document.get("product_brand"),
        "is_video": bool(document.get("video_url")),
        "data_source": DATA_SOURCE,
    }
    return {name: value for name, value in about.items() if value is not None}


def _test(tx: Tx, catalog_id: int, condition: Condition) -> Test:
    """What a condition asks of a product, where it is not about one member alone."""
    values = [str(value) for value in condition.values]
    if condition.member == "product_set_id":
        return series.test(tx, catalog_id, id_of(values[0]))
    if condition.member == "category_ids":
        return lambda product: any(str(product.get(name)) in values for name in _CATEGORIES)
    if condition.member == "landing_page_types":
        return lambda product: any(f"{value.lower()}_page_url" in product for value in values)
    if condition.member == "filter_video":
        return lambda product: str(bool(product.get("video_url"))).lower() in values
    return lambda product: True


def _limit(condition: Condition) -> int:
    text = str(condition.values[0])
    if not text.isdecimal() or not 1 <= int(text[:9]) <= MOST_AT_A_TIME:
        raise WrongType("filtering.values", text[:64], f"a number from 1 to {MOST_AT_A_TIME}")
    return int(text)


def _check_count(tx: Tx, catalog_id: int, most: int) -> None:
    count = ad_objects.Matching(tx, KIND, [catalog_id], (), deleted=False).count()
    if count > most:
        raise CatalogFull(most, count)


def _check_spec(industry: str, spec: Members) -> None:
    """Check the members of a product. Raises ProductUnfit, TimeMalformed."""
    _check_times(spec)
    if bool(spec.get("mini_program_id")) != bool(spec.get("mini_program_path")):
        raise ProductUnfit("mini_program_path")
    if industry != verticals.ECOMMERCE:
        return
    name = spec["product_name"]
    if name.isdecimal() or len(name.encode()) < LEAST_NAME:
        raise ProductUnfit("product_name")
    for member in _OF_SALES:
        if not spec.get(member):
            raise ProductUnfit(member)
    if not spec.get("mobile_h5_page_url") and not spec.get("mini_program_path"):
        raise ProductUnfit("mobile_h5_page_url")
    if not spec["image_url"].startswith(("http://", "https://")):
        raise ProductUnfit("image_url")


def _check_times(members: Members) -> None:
    """Check that times are such. Raises TimeMalformed."""
    for name in _TIMES:
        if members.get(name) and not is_time(members[name]):
            raise TimeMalformed(name)
