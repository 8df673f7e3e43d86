"""The four verbs that most resources share: get, add, update, delete on one collection of an account's objects.

A verb that differs is a function in the resource's module; the rules of a resource live in its engine.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum
from typing import Any, Final, Generic
from zoneinfo import ZoneInfo

from mercat.domain.advertising.collection import Collection, F, Search, Slice
from mercat.model.clock import from_datetime, to_datetime
from mercat.model.outcomes import Outcome, Skipped
from mercat.model.refusals import NotAllowed, NotFound, WrongType
from mercat.store.ads import AdObject, Condition
from mercat.tencent import contract, errors
from mercat.tencent.contract import Contract, Endpoint
from mercat.tencent.protocol import tencent
from mercat.wire.call import Call
from mercat.wire.operation import Handler

ZONE: Final = ZoneInfo("Asia/Shanghai")
CURSOR_MODE: Final = "PAGINATION_MODE_CURSOR"
PAGE_SIZE: Final = 10
_KINDS: Final = {"integer": "integer", "number": "number", "boolean": "boolean"}
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
_TIMES: Final = {"created_time": "#created", "last_modified_time": "#updated"}
_TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S"

Needs = Enum | tuple[Enum, ...]


class Resource(Generic[F]):
    """One collection under its wire names. `key` is the member that holds an object's id; `module` declares it."""

    def __init__(self, module: str, collection: Collection[F], *, key: str) -> None:
        self.collection = collection
        self.key = key
        self._module = module

    # -- declaring --------------------------------------------------------------------------------------------------

    def get(self, path: str, *, needs: Needs) -> None:
        """Declare the endpoint that lists objects."""
        tencent.get(path, needs=needs)(self._named(self.browse, "browse"))

    def add(self, path: str, *, needs: Needs) -> None:
        """Declare the endpoint that makes an object."""
        tencent.post(path, needs=needs)(self._named(self.create, "create"))

    def update(self, path: str, *, needs: Needs) -> None:
        """Declare the endpoint that replaces members of an object."""
        tencent.post(path, needs=needs)(self._named(self.change, "change"))

    def delete(self, path: str, *, needs: Needs) -> None:
        """Declare the endpoint that deletes an object."""
        tencent.post(path, needs=needs)(self._named(self.remove, "remove"))

    # -- doing ------------------------------------------------------------------------------------------------------

    def browse(self, call: Call) -> dict[str, Any]:
        """The objects that fit the filter, a page of them."""
        shape, endpoint = contract.of_path(call.operation.path)
        sent = call.body
        search = self.search(call, shape, endpoint)
        size = sent.get("page_size", PAGE_SIZE)
        if sent.get("pagination_mode") == CURSOR_MODE:
            found = self.collection.follow(call.tx, search, _cursor(sent.get("cursor")), size)
            paging = {"cursor_page_info": cursor_page_info(found, size)}
        else:
            found = self.collection.page(call.tx, search, sent.get("page", 1), size)
            paging = {"page_info": page_info(found.total, sent.get("page", 1), size)}
        items = self.shown(call, shape, shape.item(endpoint), found.items)
        return contract.select(shape, shape.answers(endpoint), {"list": [], **paging}) | {"list": items}

    def create(self, call: Call) -> dict[str, Any]:
        """Make an object; answers its id."""
        return self.answer(call, self.collection.add(call.tx, call.body["account_id"], self._document(call)))

    def change(self, call: Call) -> dict[str, Any]:
        """Replace the members that were sent; answers the id."""
        object_id = self.sent_id(call.body[self.key])
        return self.answer(
            call, self.collection.update(call.tx, call.body["account_id"], object_id, self._document(call))
        )

    def remove(self, call: Call) -> dict[str, Any]:
        """Delete an object; answers its id."""
        object_id = self.sent_id(call.body[self.key])
        return self.answer(call, self.collection.delete(call.tx, call.body["account_id"], object_id))

    # -- the parts --------------------------------------------------------------------------------------------------

    def search(self, call: Call, shape: Contract, endpoint: Endpoint) -> Search:
        """What was asked for. Raises NotAllowed, WrongType."""
        sent = call.body
        accounts = [sent["account_id"]] if "account_id" in sent else sorted(call.caller.account_ids)
        known = {**shape.inputs(shape.endpoints.get("add", endpoint)), **shape.item(endpoint)}
        conditions = tuple(self._condition(position, known, endpoint) for position in sent.get("filtering", ()))
        return Search(accounts, conditions, deleted=bool(sent.get("is_deleted")))

    def shown(
        self, call: Call, shape: Contract, members: dict[str, str], items: list[AdObject]
    ) -> list[dict[str, Any]]:
        """Objects as the wire has them, with the members that the caller wants."""
        wanted = call.body.get("fields")
        chosen = {name: word for name, word in members.items() if wanted is None or name in wanted}
        documents = self.collection.present(call.tx, items)
        return [
            contract.select(shape, chosen, {**document, **self._own(item, members)})
            for item, document in zip(items, documents, strict=True)
        ]

    def sent_id(self, sent: int | str) -> int:
        """The id in a call. Raises NotFound if it can be none."""
        try:
            return int(sent) if len(str(sent)) <= 18 else 0
        except ValueError:
            raise NotFound(self.collection.kind, sent) from None

    def answer(self, call: Call, object_id: int) -> dict[str, Any]:
        """The id as the endpoint answers it."""
        shape, endpoint = contract.of_path(call.operation.path)
        return {self.key: str(object_id) if shape.answers(endpoint).get(self.key) == "string" else object_id}

    def batch(self, outcomes: Iterable[Outcome]) -> dict[str, Any]:
        """The answer of an endpoint that changes several objects: each with its code, and the ids that failed."""
        rows = []
        failed = []
        for outcome in outcomes:
            code, english, chinese = (0, "", "")
            if isinstance(outcome, Skipped):
                code, english, chinese = errors.code_and_words(outcome.refusal)
                failed.append(outcome.id)
            rows.append({"code": code, "message": english, "message_cn": chinese, self.key: outcome.id})
        return {"list": rows, "fail_id_list": failed}

    def _document(self, call: Call) -> dict[str, Any]:
        return {name: value for name, value in call.body.items() if name not in ("account_id", self.key)}

    def _own(self, item: AdObject, members: dict[str, str]) -> dict[str, Any]:
        own: dict[str, Any] = {
            self.key: str(item.id) if members.get(self.key) == "string" else item.id,
            "account_id": item.account_id,
            "is_deleted": item.deleted,
        }
        for name, at in (("created_time", item.created_ms), ("last_modified_time", item.updated_ms)):
            text = to_datetime(at).astimezone(ZONE).strftime(_TIME_FORMAT)
            own[name] = text if members.get(name) == "string" else at // 1_000
        return own

    def _condition(self, position: dict[str, Any], known: dict[str, str], endpoint: Endpoint) -> Condition:
        field: str = position["field"]
        name = endpoint.filter_members.get(field, field)
        if name not in known and name != self.key and field not in endpoint.rules["filtering.field"].allowed:
            raise NotAllowed("filtering.field", field[:64], tuple(known))
        operator = position["operator"].lower()
        texts = position["values"]
        word, member = known.get(name, "string"), name
        if name == self.key and (word == "string" or operator == "contains"):  # whatever it is, it is compared
            return Condition("#id", operator, tuple(_id_or_text(text, operator) for text in texts), "integer")
        if name == self.key or name in _TIMES:
            member = _TIMES.get(name, "#id")
        kind = "integer" if member != name else _KINDS.get(word, "text")
        return Condition(member, operator, tuple(_value(text, word, member) for text in texts), kind)

    def _named(self, verb: Handler, name: str) -> Handler:
        def handler(call: Call) -> dict[str, Any]:
            answered: dict[str, Any] = verb(call)
            return answered

        handler.__module__, handler.__name__, handler.__doc__ = self._module, name, verb.__doc__
        return handler


def page_info(total: int, page: int, size: int) -> dict[str, int]:
    """Where a page stands among all."""
    return {"page": page, "page_size": size, "total_number": total, "total_page": -(-total // size)}


def cursor_page_info(found: Slice, size: int) -> dict[str, Any]:
    """Both ways in which endpoints tell cursors; the contract chooses."""
    info: dict[str, Any] = {
        "page_size": size,
        "total_number": found.total,
        "has_more": found.following is not None,
    }
    if found.following is not None:
        info |= {"next_cursor": str(found.following), "cursor": found.following}
    if found.preceding is not None:
        info["previous_cursor"] = str(found.preceding)
    return info


def _cursor(sent: int | str | None) -> int:
    text = str(sent or 0)
    if not text.isdecimal() or not text.isascii():
        raise WrongType("cursor", text[:64], "a cursor that was answered before")
    return int(text)


def _id_or_text(text: str, operator: str) -> int | str:
    """The id that a text is, 0 if it is none; or the text, where a part of the id is looked for."""
    if operator == "contains":
        return text
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


def _value(text: str, word: str, member: str) -> Any:
    try:
        if word == "integer":
            return _bounded(int(text))
        if word == "number":
            return float(text)
        if word == "boolean":
            return _BOOLEANS[text]
        if member in _TIMES.values():
            return from_datetime(datetime.strptime(text, _TIME_FORMAT).replace(tzinfo=ZONE)) // 1_000
    except (ValueError, KeyError):
        raise WrongType("filtering.values", text[:64], word) from None
    return text


def _bounded(number: int) -> int:
    if abs(number) > 2**63 - 1:
        raise ValueError
    return number
