"""/console/assets/{kind}/{id}/token: creating, overriding, changing and deleting a My Token of a folder or program."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console import form_conflicts
from mercat.console.assets.tree import address, head, ref_of
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import my_tokens, tree
from mercat.model.assets import MyToken, Ref, TokenType, key_of
from mercat.model.refusals import AlreadyExists, NotFound, Refusal
from mercat.store.tx import Tx

LONGEST: Final = 50_000  # characters of a value in a form, in any script


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form for a new token, or for the one that `name` in the query names: an own one or an inherited one."""
    return await _form(request)


@admin_required
async def save(request: ConsoleRequest) -> Response:
    """Save the token, unless another user has changed it meanwhile."""
    ref, name = ref_of(request), request.query("name")
    typed = _typed(request)

    def work(tx: Tx) -> None:
        own = my_tokens.find(tx, ref, name or request.text("name"))
        if own is not None and not name and typed != _values(own):
            raise AlreadyExists("token", own.name)
        if typed != _values(own) and (not name or form_conflicts.changes_values(tx, request, _values(own), typed)):
            my_tokens.define(tx, ref, name or request.text("name"), TokenType(typed["type"]), typed["value"])

    try:
        await request.write(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(request, typed, refusal)
    return request.go(address(ref), "changed")


@admin_required
async def ask_deletion(request: ConsoleRequest) -> Response:
    """Ask whether to delete the token."""
    ref, name = ref_of(request), request.query("name")

    def work(tx: Tx) -> MyToken:
        tree.get(tx, ref)
        return _own(tx, ref, name)

    token = await request.read(work)
    return request.page(
        "confirm.html",
        title="Delete the token {name}?",
        text="Folders and programs below use the inherited value instead, if there is one.",
        button="Delete",
        name=f"{{{{my.{token.name}}}}}",
        back=address(ref),
    )


@admin_required
async def delete(request: ConsoleRequest) -> Response:
    """Delete the token. This can be repeated."""
    ref, name = ref_of(request), request.query("name")

    def work(tx: Tx) -> None:
        own = my_tokens.find(tx, ref, name)
        if own is not None:
            my_tokens.delete(tx, ref, own.name, own.type)

    await request.write(work)
    return request.go(address(ref), "deleted")


def _own(tx: Tx, ref: Ref, name: str) -> MyToken:
    token = my_tokens.find(tx, ref, name)
    if token is None:
        raise NotFound("token", name)
    return token


def _typed(request: ConsoleRequest) -> form_conflicts.Values:
    types = {kind.value for kind in TokenType}
    kind = request.text("type")
    value = request.form.get("value", [""])[0].replace("\r\n", "\n")
    return {"type": kind if kind in types else TokenType.TEXT.value, "value": value}


def _values(token: MyToken | None) -> form_conflicts.Values:
    return {} if token is None else {"type": token.type.value, "value": token.value}


async def _form(
    request: ConsoleRequest, typed: form_conflicts.Values | None = None, refusal: Refusal | None = None
) -> Response:
    ref, name = ref_of(request), request.query("name")

    def work(tx: Tx) -> dict[str, Any]:
        node = tree.get(tx, ref)
        seen = {key_of(origin.token.name): origin for origin in my_tokens.origins(tx, ref)}
        origin = seen.get(key_of(name))
        if name and origin is None:
            raise NotFound("token", name)
        own = origin.token if origin is not None and origin.owner == ref else None
        form = form_conflicts.context(tx, request, _values(own), typed, refusal)
        if typed is None:
            form["values"] = _values(origin.token) if origin else _typed(request)
        return {**head(tx, node), "origin": origin, "own": own, **form}

    context = await request.read(work)
    there: MyToken | None = context["origin"].token if context["origin"] is not None else None
    too_long = there is not None and len(there.value) > LONGEST
    kinds = [(kind.value, kind.value) for kind in TokenType]
    form_context = {"kinds": kinds, "name": there.name if there else request.text("name"), "too_long": too_long}
    return request.page(
        "token_form.html", form_conflicts.status_of(refusal), longest=LONGEST, **context, **form_context
    )
