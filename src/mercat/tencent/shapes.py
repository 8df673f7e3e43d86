"""The six shapes of endpoints: how a call becomes an engine call, and the result an answer.

`Endpoints` declares an endpoint of a shape in one line. An endpoint that differs is a function in the resource's
module, which may call the shape and change its answer. The rules of a resource are in its engine. An engine call takes
the unit of work and the owner: the id of an account or a business unit, or 0 where the contract names neither.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Any, Final, TypedDict, Unpack
from zoneinfo import ZoneInfo

from mercat.domain.advertising.accounts import account_tree
from mercat.domain.advertising.collection import Search, Slice, Window
from mercat.model.advertising import CREATED, ID, UPDATED, AdObject, Condition
from mercat.model.clock import SECOND, from_datetime, to_datetime
from mercat.model.refusals import Missing, NotAllowed, Refusal, WrongType
from mercat.store.tx import Tx
from mercat.tencent.call import TencentCall
from mercat.tencent.contract import NO_RULE, OWNERS, Endpoint, Fields
from mercat.tencent.envelopes import texts_of
from mercat.tencent.protocol import tencent
from mercat.tencent.refusals import AccountInvalid

ZONE: Final = ZoneInfo("Asia/Shanghai")
CURSOR_MODE: Final = "PAGINATION_MODE_CURSOR"
PAGE_SIZE: Final = 10
ID_DIGITS: Final = 18
_SEARCH: Final = ("filtering", "fields", "is_deleted", "page", "page_size", "pagination_mode", "cursor")
_TIMES: Final = {"created_time": CREATED, "last_modified_time": UPDATED}
_TIME_FORMAT: Final = "%Y-%m-%d %H:%M:%S"
_KINDS: Final = {"integer": "integer", "number": "number", "boolean": "boolean"}
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}

Needs = Enum | tuple[Enum, ...]
Document = dict[str, Any]
Find = Callable[[Tx, Search], Slice]
List = Callable[[Tx, int, Document], Iterable[Any]]
Get = Callable[[Tx, int, Document], Document]
Act = Callable[..., Any]  # takes the arguments that `_arguments` lists
Shape = Callable[[TencentCall, Any], Any]


class Facts(TypedDict, total=False):
    """The optional arguments of a declaration."""

    needs: Needs
    method: str
    summary: str
    reads: bool
    offload: bool


class Endpoints:
    """Declares the endpoints of one module. A token needs one of the scopes in `needs`.

    The summary of an endpoint is the first line of its engine call's docstring, unless the declaration has a `summary`.
    """

    def __init__(self, module: str, *, needs: Needs) -> None:
        self._module = module
        self._needs = needs

    def page(self, path: str, find: Find, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `page`."""
        self._declare("GET", path, page, find, facts)

    def listing(self, path: str, find: List, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `listing`."""
        self._declare("GET", path, listing, find, facts)

    def single(self, path: str, get: Get, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `single`."""
        self._declare("GET", path, single, get, facts)

    def one_id(self, path: str, act: Act, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `one_id`."""
        self._declare("POST", path, one_id, act, facts)

    def batch(self, path: str, act: Act, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `batch`."""
        self._declare("POST", path, batch, act, facts)

    def acknowledgement(self, path: str, act: Act, **facts: Unpack[Facts]) -> None:
        """Declare an endpoint of the shape `acknowledgement`."""
        self._declare("POST", path, acknowledgement, act, facts)

    def _declare(self, method: str, path: str, shape: Shape, engine_call: Act, facts: Facts) -> None:
        def handler(call: TencentCall) -> Any:
            return shape(call, engine_call)

        tencent.add(
            facts.get("method", method),
            path,
            needs=facts.get("needs", self._needs),
            reads=facts.get("reads", shape in READING and path.endswith("/get")),
            offload=facts.get("offload", False),
            module=self._module,
            summary=facts.get("summary") or (engine_call.__doc__ or "").partition("\n")[0],
        )(handler)


# -- the shapes -------------------------------------------------------------------------------------------------------


def page(call: TencentCall, find: Find) -> Document:
    """The objects that match a filter, one page of them: by number or after a cursor."""
    endpoint, search = call.endpoint, search_of(call)
    part, window = find(call.tx, search), search.window
    if window.after is None:
        paging = {"page_info": page_info(part.total, window)}
    else:
        paging = {"cursor_page_info": _cursor_page_info(part, window.size)}
    fields = _fields(call, endpoint.item, endpoint.list_name)
    items = [_item(endpoint, item, fields) for item in part.items]
    return endpoint.select(endpoint.data, paging) | {endpoint.list_name: items}


def listing(call: TencentCall, find: List) -> Document:
    """All items, without pages. An item is an object, a text or a number."""
    endpoint = call.endpoint
    items = find(call.tx, owner_of(call), _beyond(call, "fields"))
    if "fields" in call.body:
        fields = _fields(call, endpoint.item, endpoint.list_name)
        items = [endpoint.select(fields, item) for item in items]
    return {endpoint.list_name: endpoint.project(endpoint.list_name, list(items))}


def single(call: TencentCall, get: Get) -> Document:
    """One object."""
    return chosen(call, get(call.tx, owner_of(call), _beyond(call, "fields")))


def chosen(call: TencentCall, document: Document) -> Document:
    """The members of an object that the caller asks for in `fields`, or all that the contract has.

    If the object holds lists of objects, `fields` may name members of those instead.
    """
    endpoint = call.endpoint
    own = _fields(call, endpoint.data)
    if own or endpoint.item is endpoint.data:
        return endpoint.select(own, document)
    answer = endpoint.select(endpoint.data, document)
    for name, members in endpoint.lists.items():
        fields = _fields(call, members)
        if fields and name in answer:
            answer[name] = [endpoint.select(fields, item) for item in answer[name]]
    return answer


def one_id(call: TencentCall, act: Act) -> Document:
    """The id of the object that is created, changed or deleted."""
    ((name, kind),) = call.endpoint.data.items()
    object_id = act(call.tx, *_arguments(call.endpoint, call.endpoint.inputs, call.body, owner_of(call)))
    return {name: str(object_id) if kind == "string" else object_id}


def batch(call: TencentCall, act: Act) -> Document:
    """A result for each row, and the ids of the rows that failed. A row that fails does not affect the others.

    An engine call may answer members of the row as they are after it.
    """
    endpoint, key = call.endpoint, call.endpoint.contract.key
    spec, fields = endpoint.rows
    results: list[Document] = []
    failed: list[Any] = []
    for row in call.body[spec]:
        code, english, chinese = (0, "", "")
        members = row
        try:
            outcome = act(call.tx, *_arguments(endpoint, fields, row, _owner_of_row(call, row)))
            members = {**row, **outcome} if isinstance(outcome, dict) else row
        except Refusal as refusal:
            code, english, chinese = texts_of(refusal)
            failed.append(row[key])
        result = {"code": code, "message": english, "message_cn": chinese}
        results.append({**endpoint.select(endpoint.item, members), **result})
    return {endpoint.list_name: results, "fail_id_list": failed}


def acknowledgement(call: TencentCall, act: Act) -> None:
    """An empty answer, once the call is done."""
    act(call.tx, *_arguments(call.endpoint, call.endpoint.inputs, call.body, owner_of(call)))


def each(rows: Iterable[Any], act: Callable[[Any], Any]) -> tuple[dict[int, Any], dict[int, Document]]:
    """What an engine call answers for each row, and code and texts of the rows that it refuses, by their places."""
    done: dict[int, Any] = {}
    failed: dict[int, Document] = {}
    for place, row in enumerate(rows):
        try:
            done[place] = act(row)
        except Refusal as refusal:
            failed[place] = dict(zip(("code", "message", "message_cn"), texts_of(refusal), strict=True))
    return done, failed


READING: Final[tuple[Shape, ...]] = (page, listing, single)


# -- the parts of a call ----------------------------------------------------------------------------------------------


def owner_of(call: TencentCall) -> int:
    """The id of the account or business unit that the call is about. Raises Missing."""
    owners = call.endpoint.owners
    for name in owners:
        if name in call.body:
            return int(call.body[name])
    if owners:
        raise Missing(owners[0])
    return 0


def search_of(call: TencentCall) -> Search:
    """The search behind a page: owners, conditions and window. Raises Missing, NotAllowed, WrongType."""
    body, endpoint = call.body, call.endpoint
    if not endpoint.owners or any(name in body for name in endpoint.owners):
        owners = [owner_of(call)]
    elif endpoint.owners == ("account_id",):
        owners = [account.account_id for account in account_tree.visible(call.tx, call.caller)]
    elif endpoint.owners == ("organization_id",):
        owners = []
    else:
        raise Missing(endpoint.owners[0])
    filtering = body.get("filtering", ())
    parameters = _beyond(call, *_SEARCH)
    if isinstance(filtering, dict):  # one endpoint has a struct of its own
        filtering, parameters = (), {**parameters, "filtering": filtering}
    conditions = tuple(_condition(position, endpoint) for position in filtering)
    deleted, fields = bool(body.get("is_deleted")), tuple(body.get("fields", ()))
    return Search(owners, conditions, deleted, _window(call), parameters, fields=fields)


def _window(call: TencentCall) -> Window:
    size = call.body.get("page_size", PAGE_SIZE)
    if call.body.get("pagination_mode") == CURSOR_MODE:
        return Window(size, after=_cursor(call.body.get("cursor")))
    if "page" not in call.body and call.endpoint.rules.get("pagination_mode", NO_RULE).required:
        raise Missing("page")  # where the pagination mode has no default, the page number has none either
    return Window(size, call.body.get("page", 1))


def _fields(call: TencentCall, fields: Fields, whole: str = "") -> Fields:
    """The members that the caller asks for in `fields`, or all of them, as for the name `whole` of what has them."""
    names = call.body.get("fields")
    if names is None or whole in names:
        return fields
    return {name: kind for name, kind in fields.items() if name in names}


def _beyond(call: TencentCall, *names: str) -> Document:
    """The members that the call sends, without the owner and `names`."""
    return {name: value for name, value in call.body.items() if name not in names and name not in OWNERS}


def _arguments(endpoint: Endpoint, fields: Fields, members: Document, owner: int) -> Iterable[Any]:
    """The arguments of an engine call: the owner, the object's id if the contract has one, and other members if any."""
    key = endpoint.contract.key
    yield owner
    if key in fields and key not in OWNERS:
        if key not in members:
            raise Missing(key)
        yield _id(members[key])
    if any(name != key and name not in OWNERS for name in fields):
        yield {name: value for name, value in members.items() if name != key and name not in OWNERS}


def _owner_of_row(call: TencentCall, row: Document) -> int:
    if "account_id" not in row:
        return owner_of(call)
    if not account_tree.may_touch(call.tx, call.caller, row["account_id"]):
        raise AccountInvalid
    return int(row["account_id"])


def _id(value: int | str) -> int:
    """The value as an id, or 0, which no object has, if the value cannot be an id."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= ID_DIGITS else 0


def _cursor(value: int | str | None) -> int:
    text = str(value or 0)
    if not text.isdecimal() or not text.isascii():
        raise WrongType("cursor", text[:64], "a cursor that was answered before")
    return int(text)


def _condition(position: Document, endpoint: Endpoint) -> Condition:
    field: str = position["field"]
    key, fields = endpoint.contract.key, endpoint.filter_fields
    name = endpoint.facts.filter_members.get(field, field)
    if name not in (*fields, key) and field not in (*endpoint.rules["filtering.field"].allowed, *endpoint.operators):
        raise NotAllowed("filtering.field", field[:64], tuple(fields))
    operator = position["operator"].lower()
    texts = position["values"] if "values" in position else [position["value"]]
    kind, member = fields.get(name, "string"), name
    if name == key and (kind == "string" or operator == "contains"):  # any text is compared
        return Condition(ID, operator, tuple(texts if operator == "contains" else map(_id, texts)), "integer")
    if name == key or name in _TIMES:
        member = _TIMES.get(name, ID)
    compared = "integer" if member != name else _KINDS.get(kind, "text")
    return Condition(member, operator, tuple(_value(text, kind, member) for text in texts), compared)


def _value(text: str, type_name: str, member: str) -> Any:
    try:
        if type_name == "integer":
            return _bounded(int(text))
        if type_name == "number":
            return float(text)
        if type_name == "boolean":
            return _BOOLEANS[text]
        if member in _TIMES.values():
            return from_datetime(datetime.strptime(text, _TIME_FORMAT).replace(tzinfo=ZONE)) // SECOND
    except (ValueError, KeyError):
        raise WrongType("filtering.values", text[:64], type_name) from None
    return text


def _bounded(number: int) -> int:
    if abs(number) > 2**63 - 1:
        raise ValueError
    return number


# -- the answer -------------------------------------------------------------------------------------------------------


def _item(endpoint: Endpoint, item: AdObject, fields: Fields) -> Document:
    """An object as it is answered, with the members of `fields`."""
    own: Document = {"account_id": item.account_id, "is_deleted": item.deleted}
    key = endpoint.contract.key
    if key in fields and key not in item.document:  # a row that is derived may have it
        own[key] = str(item.id) if fields[key] == "string" else item.id
    times = dict.fromkeys(("created_time", "create_time"), item.created_ms)
    times |= dict.fromkeys(("last_modified_time", "last_mod_time"), item.updated_ms)
    for name, at in times.items():
        if name in fields:
            own[name] = _time(at) if fields[name] == "string" else at // SECOND
    return endpoint.select(fields, item.document | own)


def _time(at: int) -> str:
    return to_datetime(at).astimezone(ZONE).strftime(_TIME_FORMAT)


def page_info(total: int, window: Window) -> dict[str, int]:
    """The position of a page among all pages."""
    pages = -(-total // window.size)
    return {"page": window.page, "page_size": window.size, "total_number": total, "total_page": pages}


def _cursor_page_info(part: Slice, size: int) -> Document:
    """Both forms in which endpoints answer cursors. The contract picks one of them."""
    info: Document = {"page_size": size, "total_number": part.total, "has_more": part.following is not None}
    if part.following is not None:
        info |= {"next_cursor": str(part.following), "cursor": part.following}
    if part.preceding is not None:
        info["previous_cursor"] = str(part.preceding)
    return info
