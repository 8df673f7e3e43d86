"""How many components a creative has, and which of them depend on others."""

from typing import Any, Final

from mercat.domain.advertising.components.component_types import JUMP_INFO, type_of
from mercat.model.refusals import Refusal, TooMany
from mercat.store.tx import Tx

Document = dict[str, Any]
Components = dict[str, list[Document]]  # by member of a creative

# The most components of these types together in one creative.
LIMITS: Final = {("title",): 3, ("description",): 3, (JUMP_INFO,): 3, ("image", "image_list", "video"): 15}
OPTIONAL: Final = "DEPEND_USE_TYPE_OPTIONAL"
DISABLED: Final = "DEPEND_USE_TYPE_DISABLED"
BUTTON: Final = "action_button"
TEXT_LINK: Final = "text_link"

# What components of a type may do with a landing page in the creative, and without one.
DEPENDS: Final = {BUTTON: (OPTIONAL, OPTIONAL), TEXT_LINK: (OPTIONAL, DISABLED)}


class ButtonTextsDiffer(Refusal):
    """The action buttons of a creative have different texts."""


class TextLinksUnfit(Refusal):
    """A creative has text links, and not as many as landing pages."""


class ButtonsUnfit(Refusal):
    """A creative has action buttons, neither as many as landing pages nor one without a page of its own."""


def check(components: Components) -> None:
    """Check the numbers of components. Raises TooMany, TextLinksUnfit, ButtonsUnfit."""
    for types, most in LIMITS.items():
        if sum(len(components.get(each, ())) for each in types) > most:
            raise TooMany(f"creative_components.{types[0]}", most)
    links, buttons = len(components.get(TEXT_LINK, ())), components.get(BUTTON, [])
    pages = len(components.get(JUMP_INFO, ()))
    if links not in (0, pages):
        raise TextLinksUnfit
    has_own_page = any((button.get("value") or {}).get("jump_info") for button in buttons)
    if len(buttons) not in (0, pages) and (len(buttons) > 1 or has_own_page):
        raise ButtonsUnfit


def check_texts(stored: Components) -> None:
    """Check that action buttons have one text. Raises ButtonTextsDiffer."""
    if len({button["value"].get("button_text") for button in stored.get(BUTTON, ())}) > 1:
        raise ButtonTextsDiffer


def depends(tx: Tx, owner: int, members: Document) -> Document:
    """Read on which other components those of a type depend."""
    if "component_type" not in members:
        return {"component_depends": []}
    kind = members["component_type"]
    uses = next(((name, use) for name, use in DEPENDS.items() if type_of(name) == kind), None)
    answer = {"component_type": kind, "component_name": kind.lower(), "component_depends": []}
    if uses is None:
        return answer
    name, (with_page, without) = uses
    options = [
        {"depends": [{"path": JUMP_INFO, "switch": switch}], "support_options": [], "use": use}
        for switch, use in ((True, with_page), (False, without))
    ]
    return answer | {
        "component_depends": [{"target_path": name, "depend_paths": [JUMP_INFO], "target_options": options}]
    }
