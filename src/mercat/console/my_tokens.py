"""/console/assets/{kind}/{id}/token: a My Token of a folder or program, made, overridden, changed, deleted."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets import address, head, ref_of
from mercat.console.visits import Visit, administrator
from mercat.domain.assets import my_tokens, tree
from mercat.model.assets import MyToken, Ref, TokenType, key_of
from mercat.model.refusals import AlreadyExists, NotFound, Refusal
from mercat.store.tx import Tx

LONGEST: Final = 50_000  # characters of a value that a form takes, whatever script they are written in
CHANGED: Final = "Somebody changed this token meanwhile. Your value is kept below: check it and save again."


@administrator
async def ask(visit: Visit) -> Response:
    """A new token, an own one to change, or one from above to override: whichever `name` in the query means."""
    return await _form(visit)


@administrator
async def save(visit: Visit) -> Response:
    """Define the token, unless somebody else did meanwhile."""
    ref, name = ref_of(visit), visit.query("name")
    value = visit.form.get("value", [""])[0].replace("\r\n", "\n")
    stale = visit.say(CHANGED)

    def work(tx: Tx) -> str:
        own = my_tokens.find(tx, ref, name or visit.text("name"))
        if own is not None and (own.type, own.value) == (_type(visit), value):
            return ""  # sent twice
        if own is not None and not visit.text("was"):
            raise AlreadyExists("token", own.name)
        if _mark(tx, own) != visit.text("was"):
            return stale
        my_tokens.define(tx, ref, name or visit.text("name"), _type(visit), value)
        return ""

    try:
        problem = await visit.write(work)
    except NotFound:
        raise
    except Refusal as refusal:
        return await _form(visit, 400, **visit.refused(refusal))
    return await _form(visit, 409, problem=problem) if problem else visit.go(address(ref), "changed")


@administrator
async def ask_deletion(visit: Visit) -> Response:
    """Whether the token should really go."""
    ref, name = ref_of(visit), visit.query("name")

    def work(tx: Tx) -> MyToken:
        tree.get(tx, ref)
        return _own(tx, ref, name)

    token = await visit.read(work)
    return visit.page(
        "confirm.html",
        title="Delete the token {name}?",
        text="What is below sees the value from further up instead, if there is one.",
        button="Delete",
        name=f"{{{{my.{token.name}}}}}",
        back=address(ref),
    )


@administrator
async def delete(visit: Visit) -> Response:
    """Remove the token; once is enough."""
    ref, name = ref_of(visit), visit.query("name")

    def work(tx: Tx) -> None:
        own = my_tokens.find(tx, ref, name)
        if own is not None:
            my_tokens.delete(tx, ref, own.name, own.type)

    await visit.write(work)
    return visit.go(address(ref), "deleted")


def _own(tx: Tx, ref: Ref, name: str) -> MyToken:
    token = my_tokens.find(tx, ref, name)
    if token is None:
        raise NotFound("token", name)
    return token


def _type(visit: Visit) -> TokenType:
    known = {kind.value: kind for kind in TokenType}
    return known.get(visit.text("type"), TokenType.TEXT)


def _mark(tx: Tx, token: MyToken | None) -> str:
    """What tells whether a token is still the one that a form showed; empty for none."""
    return "" if token is None else tx.keys.hex("token-shown", token.name, token.type.value, token.value)


async def _form(visit: Visit, status: int = 200, **shown: Any) -> Response:
    ref, name = ref_of(visit), visit.query("name")

    def work(tx: Tx) -> dict[str, Any]:
        node = tree.get(tx, ref)
        seen = {key_of(origin.token.name): origin for origin in my_tokens.origins(tx, ref)}
        origin = seen.get(key_of(name))
        if name and origin is None:
            raise NotFound("token", name)
        own = origin.token if origin is not None and origin.owner == ref else None
        return {**head(tx, node), "origin": origin, "own": own, "was": _mark(tx, own)}

    found = await visit.read(work)
    there: MyToken | None = found["origin"].token if found["origin"] is not None else None
    sent = bool(visit.form)
    typed = {
        "name": there.name if there else visit.text("name"),
        "type": _type(visit).value if sent or there is None else there.type.value,
        "value": visit.form.get("value", [""])[0] if sent or there is None else there.value,
    }
    too_long = there is not None and len(there.value) > LONGEST
    kinds = [(kind.value, kind.value) for kind in TokenType]
    return visit.page(
        "token_form.html", status, kinds=kinds, typed=typed, too_long=too_long, longest=LONGEST, **found, **shown
    )
