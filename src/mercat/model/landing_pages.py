"""What versions of landing pages and of their templates hold beside their HTML."""

from typing import Literal

import msgspec

TemplateType = Literal["freeForm", "guided"]
PartType = Literal["Form", "HTML", "Image", "Rectangle", "RichText", "Snippet"]


class LandingPageTemplate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a template. Its HTML is the body of the version. Pages track visitors with `enable_munchkin`."""

    type: TemplateType = "freeForm"
    enable_munchkin: bool = True


class Formatting(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where and how an element of a free-form page is placed: values of CSS properties, and a link around it."""

    z_index: int | None = None
    left: str | None = None
    top: str | None = None
    width: str | None = None
    height: str | None = None
    background_color: str | None = None
    border_color: str | None = None
    border_style: str | None = None
    border_width: str | None = None
    opacity: str | None = None
    link_url: str | None = None
    image_open_new_window: bool | None = None
    hide_desktop: bool | None = None
    hide_mobile: bool | None = None


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a section shows. `value` is HTML, or the id of a form, an image or a snippet; a rectangle has none."""

    type: PartType
    value: str = ""
    formatting: Formatting = Formatting()


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """An element of a free-form page, or what is changed of a region of a guided one.

    With a segmentation, it has a part for each segment, by the segment's id.
    """

    id: str
    static: Part
    segmentation_id: int | None = None
    by_segment: dict[int, Part] = {}


class LandingPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version of a page. Its body is the HTML of the template as of its creation.

    `url_name` is the last segment of its URL without `.html`. Variables have values by their ids.
    """

    template_id: int
    template_type: TemplateType
    enable_munchkin: bool
    url_name: str
    title: str = ""
    keywords: str = ""
    robots: str = "index, nofollow"
    meta_description: str = ""
    custom_head_html: str = ""
    facebook_og_tags: str = ""
    style_override: str = ""
    mobile_enabled: bool = False
    form_prefill: bool = False
    sections: tuple[Section, ...] = ()
    variables: dict[str, str] = {}
