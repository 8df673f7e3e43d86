"""Product series: the products of a catalog that fulfil a definition. Each catalog has one series of all products."""

from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from operator import eq, ge, gt, le, lt
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Collection, Facts, Search, Slice
from mercat.domain.advertising.products.catalogs import STANDARD, catalogs
from mercat.model.refusals import Refusal
from mercat.store.advertising import ad_objects
from mercat.store.tx import Tx

KIND: Final = "product series"
MOST_SERIES: Final = 200  # in a catalog
MOST_FILTERS: Final = 20
CUSTOMIZED, UNLIMITED = "PRODUCT_SERIES_TYPE_CUSTOMIZED", "PRODUCT_SERIES_TYPE_UNLIMITED"
OF_ALL_PRODUCTS: Final = "全部商品"
_AND: Final = "LOGIC_OPERATOR_AND"
_COMPARISONS: Final = {"LESS": lt, "LESS_EQUALS": le, "GREATER": gt, "GREATER_EQUALS": ge}
_NUMBERS: Final = ("price", "commission_amount")
_MEMBERS: Final = {"brand_name": "product_brand", "product_id": "product_outer_id"}  # where a product's name differs

Members = dict[str, Any]


class Fault(StrEnum):
    """What is wrong with the definition of a series."""

    TOO_MANY_FILTERS = "too many filters"
    FIELD = "field"
    NO_VALUE = "no value"
    NO_RANGE = "no range"
    NO_BOUND = "no bound"
    NO_EXCLUSIVE = "no exclusive"
    RANGE = "range"
    REPEATED_FIELD = "repeated field"


class DefinitionUnfit(Refusal):
    """A series cannot have this definition. `field` is that of the filter, `limit` the number of filters."""

    kind: Fault
    field: str = ""
    limit: int = MOST_FILTERS


class CatalogNotStandard(Refusal):
    """Only standard catalogs take series."""


class TooManySeries(Refusal):
    """The catalog has as many series as it can have."""


class DefinitionRepeated(Refusal):
    """The catalog has a series of the same definition."""


class Series(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="product_series_name", default="")

    def unique_name(self) -> str | None:
        return self.name


class AllSeries(Collection[Series]):
    """The series of all catalogs, which are their owners."""

    def find(self, tx: Tx, search: Search) -> Slice:
        """List the series of a catalog, a page at a time."""
        (account_id,) = search.owners
        catalog = catalogs.get(tx, account_id, search.parameters["catalog_id"])
        return super().find(tx, msgspec.structs.replace(search, owners=[catalog.id]))

    def define(self, tx: Tx, owner: int, members: Members) -> Members:
        """Create a series of a standard catalog's products."""
        catalog_id, definition = members["catalog_id"], members["definition"]
        if catalogs.facts_of(tx, owner, catalog_id).type != STANDARD:
            raise CatalogNotStandard
        _check(definition)
        others = list(self.matches(tx, Search([catalog_id])))
        if len(others) >= MOST_SERIES:
            raise TooManySeries
        if any(other.document.get("product_series") == definition for other in others):
            raise DefinitionRepeated
        name = members["series_name"]
        return {
            "product_series_id": self.add(tx, catalog_id, _document(name, CUSTOMIZED) | {"product_series": definition}),
            "product_series_name": name,
        }

    def test(self, tx: Tx, catalog_id: int, series_id: int) -> Callable[[Members], bool]:
        """A function that says whether a product, by its document, is in a series. An unknown series has none."""
        item = ad_objects.find(tx, KIND, catalog_id, series_id)
        if item is None:
            return lambda product: False
        definition = item.document.get("product_series")
        if definition is None:
            return lambda product: True
        both = all if definition["logic_operator"] == _AND else any
        return lambda product: both(_fits(each, product) for each in definition["filters"])


series: Final = AllSeries(KIND, Series)


def add_catalog(tx: Tx, owner: int, document: Members) -> int:
    """Create a product catalog, with its series of all products."""
    catalog_id = catalogs.add(tx, owner, document)
    series.add(tx, catalog_id, _document(OF_ALL_PRODUCTS, UNLIMITED))
    return catalog_id


def _document(name: str, kind: str) -> Members:
    return {"product_series_name": name, "product_series_description": "", "product_series_type": kind}


def _check(definition: Members) -> None:
    """Check the definition of a series. Raises DefinitionUnfit."""
    filters = definition["filters"]
    if len(filters) > MOST_FILTERS:
        raise DefinitionUnfit(Fault.TOO_MANY_FILTERS)
    fields = [each["field"] for each in filters]
    for field, each in zip(fields, filters, strict=True):
        if definition["logic_operator"] == _AND and fields.count(field) > 1:
            raise DefinitionUnfit(Fault.REPEATED_FIELD, field)
        if each["operator"] not in ("EQUALS", "IN") and field not in _NUMBERS:
            raise DefinitionUnfit(Fault.FIELD, field)
        for value in each["values"]:
            if each["operator"] == "RANGE":
                _check_range(value.get("field_value_range"))
            elif not value.get("field_value") or (field in _NUMBERS and _number(value["field_value"]) is None):
                raise DefinitionUnfit(Fault.NO_VALUE, field)


def _check_range(span: Members | None) -> None:
    if span is None:
        raise DefinitionUnfit(Fault.NO_RANGE)
    if "min" not in span or "max" not in span:
        raise DefinitionUnfit(Fault.NO_BOUND)
    if "min_exclusive" not in span or "max_exclusive" not in span:
        raise DefinitionUnfit(Fault.NO_EXCLUSIVE)
    if span["min"] > span["max"]:
        raise DefinitionUnfit(Fault.RANGE)


def _fits(one: Members, product: Members) -> bool:
    """Whether a product fits a filter: one of its values fits one of the filter's."""
    field: str = one["field"]
    member = product.get(_MEMBERS.get(field, field))
    values = member if isinstance(member, list) else [] if member is None else [member]
    return any(_compare(one["operator"], value, each) for value in values for each in one["values"])


def _compare(operator: str, value: Any, other: Members) -> bool:
    if operator == "RANGE":
        span = other["field_value_range"]
        above = value > span["min"] if span["min_exclusive"] else value >= span["min"]
        return bool(above and (value < span["max"] if span["max_exclusive"] else value <= span["max"]))
    number = _number(other["field_value"])
    if not isinstance(value, int | float) or number is None:
        return bool(str(value) == other["field_value"])
    return bool(_COMPARISONS.get(operator, eq)(value, number))


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None
