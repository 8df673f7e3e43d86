"""What the page of an asset of the new designer shows: headers or settings, its HTML and its text."""

from typing import Any, Final

from mercat.domain.asset_kinds import catalog
from mercat.domain.designer import designs
from mercat.model.designer import DesignerEmail, Fragment
from mercat.model.documents import Document
from mercat.model.versions import Version
from mercat.store.tx import Tx

LONGEST: Final = 50_000  # characters of a text that a page shows


def variables(tx: Tx, document: Document[Any], version: Version, content: Any) -> dict[str, Any]:
    """The template variables of a version."""
    data = designs.data_of(tx, catalog.KIND_OF[document.type], document, version)
    texts = (("HTML", data.html and data.html.body), ("Text version", data.text and data.text.body))
    return {
        "facts": [(label, value) for label, value in _facts(content) if value],
        "texts": [(label, text[:LONGEST], len(text) > LONGEST) for label, text in texts if text],
    }


def _facts(content: Any) -> list[tuple[str, str | None]]:
    """The labels and values of what only this kind has."""
    if isinstance(content, DesignerEmail):
        headers = content.headers
        sender = " ".join(text for text in (headers.from_name, headers.from_email) if text)
        return [
            ("Subject line", headers.subject),
            ("Sender", sender),
            ("Reply-to address", headers.reply_email),
            ("CC", ", ".join(headers.cc_emails or ())),
            ("Preheader", headers.preheader),
        ]
    if isinstance(content, Fragment):
        kind = " ".join(text for text in (content.fragment_type, content.fragment_sub_type) if text)
        return [("Type", kind), ("Channels", ", ".join(content.supported_channels or ()))]
    return []
