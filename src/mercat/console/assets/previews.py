"""/console/assets/folder/{id}/preview and .../program: a text with its tokens replaced for a person."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.assets.tree import head, ref_of
from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.assets import my_tokens, tree
from mercat.domain.people import find, search
from mercat.domain.tokens import context, template
from mercat.domain.tokens.template import Place
from mercat.model.assets import Kind, Ref
from mercat.model.people import Person
from mercat.model.refusals import Missing, PersonNotFound, TooLong
from mercat.store.tx import Tx

LONGEST: Final = 20_000  # characters of the text
SHOWN: Final = 50_000  # characters of the result
SAMPLE: Final = "Dear {{lead.First Name:default=friend}},"


@admin_required
async def ask(request: ConsoleRequest) -> Response:
    """The form: a text and a person."""
    page_context = await request.read(lambda tx: _context(tx, ref_of(request)))
    return _page(request, page_context, content=_sample(page_context["tokens"]))


@admin_required
async def render(request: ConsoleRequest) -> Response:
    """The text with its tokens replaced."""
    ref = ref_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        page_context = _context(tx, ref)
        try:
            return {**page_context, "rendered": _rendered(tx, ref, request)}
        except PersonNotFound as refusal:
            return {**page_context, **request.marked({"person": refusal})}
        except (Missing, TooLong) as refusal:
            return {**page_context, **request.refused(refusal)}

    page_context = await request.read(work, offload=True)
    return _page(request, page_context, content=_text(request), status=200 if "rendered" in page_context else 400)


def _context(tx: Tx, ref: Ref) -> dict[str, Any]:
    """The folder or program that the text belongs to, and the tokens that apply there."""
    return {**head(tx, tree.get(tx, ref)), "tokens": my_tokens.origins(tx, ref)}


def _page(request: ConsoleRequest, page_context: dict[str, Any], *, content: str, status: int = 200) -> Response:
    return request.page(
        "preview.html",
        status,
        content=content,
        who=request.text("person") or request.query("person"),
        longest=LONGEST,
        **{"rendered": None, **page_context},
    )


def _text(request: ConsoleRequest) -> str:
    return request.form.get("content", [""])[0]


def _rendered(tx: Tx, ref: Ref, request: ConsoleRequest) -> dict[str, Any]:
    """The text with the values of its tokens. Raises Missing, TooLong (the text), PersonNotFound, PartitionDenied."""
    text = _text(request).replace("\r\n", "\n")
    if not text.strip():
        raise Missing("content")
    if len(text) > LONGEST:
        raise TooLong("content", LONGEST)
    person = person_of(tx, request.text("person"))
    token_values = context.for_person(
        tx,
        person,
        ref.id if ref.kind is Kind.PROGRAM else None,
        folder_id=ref.id if ref.kind is Kind.FOLDER else None,
        place=Place.TEXT if request.text("form") == "text" else Place.HTML,
    )
    compiled = template.compile(text)
    whole = compiled.render(token_values)
    values = {token.text: token.render(token_values) for token in compiled.tokens}
    return {
        "text": whole[:SHOWN],
        "cut": len(whole) > SHOWN,
        "values": [(name, value[:1_000]) for name, value in values.items()],
        "name": person.name if person else "",
        "person": person,
    }


def person_of(tx: Tx, text: str) -> Person | None:
    """The person with an id or an email address; None without a text. Raises PersonNotFound, PartitionDenied."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return find.by_id(tx, int(text[:19]))
    people = [
        person
        for person in search.beginning(tx, "email", text, after=search.START, limit=1).people
        if str(person.document.get("email", "")).lower() == text.lower()
    ]
    if not people:
        raise PersonNotFound
    return people[0]


def _sample(tokens: list[my_tokens.Origin]) -> str:
    """A sample text, which uses the tokens that apply here."""
    lines = [f"{{{{my.{origin.token.name}}}}}" for origin in tokens[:5]]
    return "\n".join([SAMPLE, *lines])
