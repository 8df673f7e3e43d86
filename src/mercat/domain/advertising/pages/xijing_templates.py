"""Public templates of Xijing, an editor of landing pages: simple ones of components, complex ones of settings."""

from functools import cache
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain.advertising.collection import Search, Slice, slice_of
from mercat.model.advertising import AdObject
from mercat.model.refusals import NotFound
from mercat.store.tx import Tx

KIND: Final = "landing page template"
PLATFORM: Final = 0  # the owner of public templates
STATIC: Final = "NOT_INTERACT"

Document = dict[str, Any]


class Template(msgspec.Struct, frozen=True):
    """One template. A complex one has settings in place of components."""

    id: str
    name: str
    page_type: str
    labels: list[str]
    playable: str = STATIC
    components: list[Document] = []
    config: list[Document] = []


@cache
def templates() -> list[Template]:
    """All templates. The file is read when the first one is asked for."""
    text = (resources.files("mercat.domain.advertising.pages") / "xijing_templates.json").read_bytes()
    return msgspec.json.decode(text, type=list[Template])


def template(template_id: str) -> Template:
    """The template with this id. Raises NotFound."""
    for one in templates():
        if one.id == template_id:
            return one
    raise NotFound(KIND, template_id)


def find(tx: Tx, search: Search) -> Slice:
    """List templates with an id, a page at a time: public ones that are static, unless the call says otherwise."""
    parameters = search.parameters
    if not parameters.get("is_public", True) or parameters.get("template_source") == "GRANT":
        return Slice([], 0)
    items = [
        AdObject(int(one.id), PLATFORM, _row(one), 0, 0, deleted=False)
        for one in templates()
        if one.id == parameters["page_template_id"]
        and (one.playable != STATIC) == parameters.get("is_interaction", False)
    ]
    return slice_of(items, search.window)


def simple(tx: Tx, owner: int, members: Document) -> Document:
    """Show the components of a simple template."""
    one = template(members["template_id"])
    if one.config:
        raise NotFound(KIND, one.id)
    names = dict.fromkeys(("page_name", "page_title", "clipboard", "page_deeplink", "mobile_app_id"), "")
    about = {"page_template_id": one.id, "page_type": one.page_type}
    return {**names, **about, "component_spec_list": one.components}


def complex_(tx: Tx, owner: int, members: Document) -> Document:
    """Show the settings of a complex template."""
    one = template(members["page_template_id"])
    if not one.config:
        raise NotFound(KIND, one.id)
    return {"page_name": one.name, "page_title": one.name, **_row(one), "page_config": one.config}


def _row(one: Template) -> Document:
    return {
        "page_template_id": one.id,
        "template_owner_id": PLATFORM,
        "page_template_name": one.name,
        "playable_type": one.playable,
        "labels": one.labels,
        "is_complex": bool(one.config),
    }
