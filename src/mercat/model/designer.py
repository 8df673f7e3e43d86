"""What the new designer makes: emails, email templates and fragments. Members have the vendor's names."""

from typing import Annotated, Any

import msgspec

Line = Annotated[str, msgspec.Meta(max_length=2_000)]
Word = Annotated[str, msgspec.Meta(max_length=255)]
FreeJson = Annotated[dict[str, Any], msgspec.Meta(extra_json_schema={"additionalProperties": True})]


class Part(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A part of a design. A member that nobody set is None, and is left out where the part is written."""


class HtmlPart(Part, frozen=True):
    """The HTML of a design."""

    body: str | None = None


class TextPart(Part, frozen=True):
    """The text version of a design. With `sync_from_html` it is made from the HTML."""

    body: str | None = None
    sync_from_html: bool | None = None


class Data(Part, frozen=True):
    """What a design shows."""

    html: HtmlPart | None = None
    text: TextPart | None = None


class EditorContext(Part, frozen=True):
    """What the editor needs to know of a design. It is kept as it came."""

    dynamic_content: FreeJson | None = None


class EmailHeaders(Part, frozen=True):
    """The headers of an email, as texts that may hold tokens."""

    cc_emails: Annotated[list[Line], msgspec.Meta(max_length=25)] | None = None
    from_email: Line | None = None
    from_name: Line | None = None
    preheader: Line | None = None
    reply_email: Line | None = None
    subject: Line | None = None


class EmailSettings(Part, frozen=True):
    """How an email is sent."""

    branded_domain: Word | None = None
    dedicated_ip: Word | None = None
    enable_url_tracking: bool | None = None
    is_operational: bool | None = None
    is_text_only: bool | None = None
    is_web_page_view: bool | None = None


class FragmentSettings(Part, frozen=True):
    """What a fragment is, and where it may be used."""

    fragment_type: Word | None = None
    fragment_sub_type: Word | None = None
    supported_channels: Annotated[list[Word], msgspec.Meta(max_length=25)] | None = None


class Design(Part, frozen=True):
    """What all designs have, without their HTML. `fragment_ids` are those that the HTML and the text refer to."""

    editor_type: str | None = None
    theme_id: str | None = None
    editor_context: EditorContext | None = None
    fragment_ids: tuple[int, ...] = ()
    text: TextPart | None = None


class DesignerEmail(Design, frozen=True):
    """One version of an email."""

    headers: EmailHeaders = EmailHeaders()
    settings: EmailSettings = EmailSettings()
    template_id: int | None = None


class DesignerTemplate(Design, frozen=True):
    """One version of an email template."""


class Fragment(Design, frozen=True):
    """One version of a fragment."""

    fragment_type: str | None = None
    fragment_sub_type: str | None = None
    supported_channels: list[str] | None = None
