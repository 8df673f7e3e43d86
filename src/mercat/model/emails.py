"""What versions of email templates hold beside their HTML."""

import msgspec


class EmailTemplate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of an email template. Its HTML is the body of the version."""


class Image(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is changed of an image and of the link around it; None leaves what the HTML has.

    `file_id` is the file of Design Studio that the URL serves, if the image was uploaded.
    """

    url: str | None = None
    alt: str | None = None
    width: str | None = None
    height: str | None = None
    style: str | None = None
    link_url: str | None = None
    file_id: int | None = None


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a region shows: HTML, a snippet, an image or a video. Without any of them it shows what the body has.

    `text` is a text version that somebody wrote.
    """

    html: str | None = None
    text: str | None = None
    snippet_id: int | None = None
    image: Image | None = None
    video_url: str | None = None


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of a region. With a segmentation, it is a part for each segment, by the segment's id.

    A segment whose part is None shows `static`. One that has none, as it came later, shows what Default shows.
    """

    static: Part = Part()
    segmentation_id: int | None = None
    by_segment: dict[int, Part | None] = {}

    def part_of(self, segment_id: int, default_id: int) -> Part:
        """What a segment shows; the other id is that of Default."""
        return self.by_segment.get(segment_id, self.by_segment.get(default_id)) or self.static

    @property
    def parts(self) -> list[Part]:
        """What somebody may see."""
        return [self.static, *(part for part in self.by_segment.values() if part is not None)]


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """A header. With a segmentation, it is a text for each segment, by the segment's id.

    A segment that has none, as it came later, shows what Default shows.
    """

    value: str = ""
    segmentation_id: int | None = None
    by_segment: dict[int, str] = {}

    def value_of(self, segment_id: int, default_id: int) -> str:
        """What a segment shows; the other id is that of Default."""
        return self.by_segment.get(segment_id, self.by_segment.get(default_id, self.value))


class PlacedModule(msgspec.Struct, frozen=True, omit_defaults=True):
    """A module in its place. `source` is the id that its HTML has in the body.

    `regions` are the ids of its regions by the ids in the body, where they differ. `variables` are values of those
    that each module has for itself.
    """

    id: str
    source: str
    name: str | None = None
    regions: dict[str, str] = {}
    variables: dict[str, str] = {}


class CcField(msgspec.Struct, frozen=True):
    """A field of people or companies that holds an address for carbon copies."""

    id: int
    name: str
    display_name: str
    is_of_companies: bool


class Email(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of an email. Its body is the HTML of the template as of its creation, or code of its own.

    `modules` are those in use, in their order. `sections` are the regions that were changed, by their ids in the
    email. `variables` are values of those that the whole email has.
    """

    template_id: int | None
    subject: Line = Line()
    from_name: Line = Line()
    from_email: Line = Line()
    reply_to: Line = Line()
    modules: tuple[PlacedModule, ...] = ()
    sections: dict[str, Section] = {}
    variables: dict[str, str] = {}
    pre_header: str | None = None
    is_operational: bool = False
    is_text_only: bool = False
    is_in_sales_insight: bool = False
    has_web_view: bool = False
    is_open_tracking_disabled: bool = False
    copies_to_text: bool = False
    cc_fields: tuple[CcField, ...] = ()
