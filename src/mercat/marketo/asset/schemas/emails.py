"""What the operations on emails send."""

from typing import Annotated, Any

import msgspec

from mercat.domain.emails import sections
from mercat.domain.emails.sections import Change
from mercat.marketo.asset.versioned import AssetVersion
from mercat.marketo.types import Folder
from mercat.model.emails import Image
from mercat.model.refusals import NotAllowed
from mercat.wire.operation import ClearableText, Schema

Long = Annotated[str, msgspec.Meta(max_length=2_000)]
Pixels = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Index = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class CreateEmail(Schema):
    """An email to create, from a template."""

    name: str
    folder: Folder
    template: int
    description: str | None = None
    subject: str = ""
    from_name: str = ""
    from_email: str = ""
    reply_email: str = ""
    operational: bool = False
    text_only: bool = False
    auto_copy_to_text: bool = False
    is_open_tracking_disabled: bool = False

    def options(self) -> dict[str, Any]:
        """The same by the names of the engine."""
        return {
            "subject": self.subject,
            "from_name": self.from_name,
            "from_email": self.from_email,
            "reply_to": self.reply_email,
            "is_operational": self.operational,
            "is_text_only": self.text_only,
            "copies_to_text": self.auto_copy_to_text,
            "is_open_tracking_disabled": self.is_open_tracking_disabled,
        }


class UpdateEmail(Schema):
    """Changes to an email. What is absent stays as it is."""

    name: ClearableText | None = None
    description: ClearableText | None = None
    pre_header: ClearableText | None = None
    operational: bool | None = None
    published: bool | None = None
    text_only: bool | None = None
    web_view: bool | None = None
    auto_copy_to_text: bool | None = None
    cc_fields: list[str] | None = None

    def options(self) -> dict[str, Any]:
        """What is sent, by the names of the engine."""
        values = {
            "pre_header": self.pre_header,
            "is_operational": self.operational,
            "is_in_sales_insight": self.published,
            "is_text_only": self.text_only,
            "has_web_view": self.web_view,
            "copies_to_text": self.auto_copy_to_text,
            "cc_fields": None if self.cc_fields is None else tuple(self.cc_fields),
        }
        return {name: value for name, value in values.items() if value is not None}


class CloneEmail(Schema):
    """An email to create like another one."""

    name: str
    folder: Folder
    description: ClearableText | None = None
    operational: bool | None = None


class HeaderValue(Schema):
    """`Text` with a text, or `DynamicContent` with the id of a segmentation."""

    type: str = sections.TEXT
    value: str | int = ""


class UpdateHeaders(Schema):
    """Headers to change. What is absent stays as it is."""

    subject: HeaderValue | None = None
    from_name: HeaderValue | None = None
    from_email: HeaderValue | None = None
    reply_to: HeaderValue | None = msgspec.field(name="replyTO", default=None)
    is_open_tracking_disabled: bool | None = None

    def changes(self) -> dict[str, tuple[str, str]]:
        """Type and value of each header that is sent, by its name."""
        values = {
            "subject": self.subject,
            "fromName": self.from_name,
            "fromEmail": self.from_email,
            "replyTO": self.reply_to,
        }
        return {name: (value.type, str(value.value)) for name, value in values.items() if value is not None}


class UpdateSection(Schema):
    """The content of a section."""

    type: str | None = None
    value: str | None = None
    text_value: str | None = None
    alt_text: Long | None = None
    external_url: Long | None = None
    height: Pixels | None = None
    width: Pixels | None = None
    style: Long | None = None
    link_url: Long | None = None
    video_url: Long | None = None
    image: str | None = None
    over_write: bool = False

    def change(self) -> Change:
        """The same for the engine. Raises NotAllowed if the image is a text."""
        if self.image is not None:
            raise NotAllowed("image", self.image[:255])
        width, height = (None if size is None else str(size) for size in (self.width, self.height))
        image = Image(self.external_url, self.alt_text, width, height, self.style, self.link_url)
        return Change(self.type, self.value, self.text_value, image, self.video_url)


class UpdateSegmentSection(UpdateSection, kw_only=True):
    """What a segment sees of a section; the segment is named or has an id."""

    segment: str


class SectionPath(Schema):
    """A section of an email."""

    id: int
    html_id: str


class DynamicPath(Schema):
    """Dynamic content of an email."""

    id: int
    content_id: str


class ModulePath(Schema):
    """A module of an email."""

    id: int
    module_id: str


class VariablePath(Schema):
    """A variable of an email."""

    id: int
    name: str


class AddModule(Schema):
    """A module to add, and its place."""

    index: Index
    name: str | None = None


class DuplicateModule(Schema):
    """The name of the copy; without it, that of the module."""

    name: str | None = None


class RenameModule(Schema):
    """The new name of a module."""

    name: str


class Position(Schema):
    """A module and its place."""

    index: Index
    module_id: str


class Rearrange(Schema):
    """The places of all modules."""

    positions: list[Position]


class UpdateVariable(Schema):
    """The value of a variable, and the module that has it for itself."""

    value: str = ""
    module_id: str | None = None


class FullContent(AssetVersion, kw_only=True):
    """A version of an email as a person gets it."""

    type: str = sections.HTML
    lead_id: int | None = None

    def is_text(self) -> bool:
        """Whether the text version is asked for. Raises NotAllowed."""
        for type in (sections.HTML, sections.TEXT):
            if self.type.casefold() == type.casefold():
                return type == sections.TEXT
        raise NotAllowed("type", self.type[:255], (sections.TEXT, sections.HTML))


class SendSample(Schema):
    """Whom to send a sample, and as whom it is written."""

    email_address: str
    lead_id: int | None = None
    text_only: bool = False
