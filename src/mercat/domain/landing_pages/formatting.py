"""How elements of free-form pages are placed: which values there can be, and the CSS that follows."""

import html
import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from mercat.model.landing_pages import Formatting, PartType
from mercat.model.refusals import NotAllowed, TooLong

LINK_LENGTH: Final = 2_000
Z_INDEX: Final = 1_000_000
HIDE_DESKTOP: Final = "mktoHideDesktop"
HIDE_MOBILE: Final = "mktoHideMobile"
MOBILE_STYLE: Final = (
    f"<style>@media (max-width:480px){{.{HIDE_MOBILE}{{display:none}}}}"
    f"@media (min-width:481px){{.{HIDE_DESKTOP}{{display:none}}}}</style>"
)
# The CSS property of a member, and what operations call it.
_PROPERTIES: Final[Mapping[str, tuple[str, str]]] = {
    "left": ("left", "left"),
    "top": ("top", "top"),
    "width": ("width", "width"),
    "height": ("height", "height"),
    "background_color": ("background-color", "backgroundColor"),
    "border_color": ("border-color", "borderColor"),
    "border_style": ("border-style", "borderStyle"),
    "border_width": ("border-width", "borderWidth"),
    "opacity": ("opacity", "opacity"),
}
_VALUE: Final = re.compile(r"[A-Za-z0-9#%.,() _+-]{1,100}")
_SCRIPT: Final = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data)\s*:", re.IGNORECASE)
_LINKED: Final[tuple[PartType, ...]] = ("Image", "Rectangle")


def changed(before: Formatting, type: PartType, options: Mapping[str, Any]) -> Formatting:
    """Other members by name, of an element of a type. Raises NotAllowed, TooLong."""
    for member, (_, name) in _PROPERTIES.items():
        if member in options and not _VALUE.fullmatch(options[member]):
            raise NotAllowed(name, options[member][:255])
    if abs(options.get("z_index", 0)) > Z_INDEX:
        raise NotAllowed("zIndex", str(options["z_index"])[:255])
    for member, name in (("link_url", "linkUrl"), ("image_open_new_window", "imageOpenNewWindow")):
        if member in options and type not in _LINKED:
            raise NotAllowed(name, str(options[member])[:255])
    link = options.get("link_url", "")
    if len(link) > LINK_LENGTH:
        raise TooLong("linkUrl", LINK_LENGTH)
    if _SCRIPT.match(link):
        raise NotAllowed("linkUrl", link[:255])
    return replace(before, **options)


def opening(id: str, formatting: Formatting) -> str:
    """The start tag of the element that a section lies in."""
    style = ["position:absolute"]
    for member, (css, _) in _PROPERTIES.items():
        value = getattr(formatting, member)
        if value is not None:
            style.append(f"{css}:{value}")
    if formatting.z_index is not None:
        style.append(f"z-index:{formatting.z_index}")
    hidden = [
        name for name, on in ((HIDE_DESKTOP, formatting.hide_desktop), (HIDE_MOBILE, formatting.hide_mobile)) if on
    ]
    classes = " ".join(["mktoSection", *hidden])
    return f'<div id="{html.escape(id)}" class="{classes}" style="{";".join(style)}">'


def linked(text: str, formatting: Formatting) -> str:
    """A text in the link that an element has, if it has one."""
    if not formatting.link_url:
        return text
    target = ' target="_blank"' if formatting.image_open_new_window else ""
    return f'<a href="{html.escape(formatting.link_url)}"{target}>{text}</a>'
