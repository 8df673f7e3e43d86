"""Composing a page: its body with sections and values in their places, before anybody is known."""

import html as html_text
import re
from collections.abc import Callable
from functools import partial
from typing import Final

from mercat.domain.files import files
from mercat.domain.landing_pages import form_markup, formatting, head, pages, variables
from mercat.domain.markup import markup
from mercat.domain.markup.variables import written
from mercat.domain.rendering.pieces import Edit, merged, spliced
from mercat.model.compositions import Choice, Composition, Embedded
from mercat.model.documents import Document
from mercat.model.landing_pages import LandingPage, Part, Section
from mercat.model.markup import Region, Span, Template
from mercat.model.versions import Version
from mercat.store.tx import Tx

ImageUrl = Callable[[str], str]  # the public URL of the file of a name
_USE: Final = re.compile(r"\$\{([A-Za-z0-9_-]{1,255})\}")


def compose(tx: Tx, document: Document[LandingPage], version: Version, image_url: ImageUrl) -> Composition:
    """What a version of a page becomes. Raises NotFound (what it shows is gone), TooLong."""
    content: LandingPage = getattr(document.versions, version)
    template = markup.parse(pages.KIND.body(tx, document, version))
    return write(tx, template, content, image_url)


def write(tx: Tx, template: Template, content: LandingPage, image_url: ImageUrl) -> Composition:
    """What a page becomes, of what its body declares and of its content. Raises NotFound, TooLong."""
    return _Writer(tx, template, content, image_url).write()


class _Writer:
    """Writes one page."""

    def __init__(self, tx: Tx, template: Template, content: LandingPage, image_url: ImageUrl) -> None:
        self._tx = tx
        self._template = template
        self._content = content
        self._image_url = image_url
        self._written: dict[tuple[str, str], str] = {}  # the forms, image tags and addresses of parts, which may recur
        self._values = {
            variable.id: written(variable, value) for variable, value in reversed(variables.settings(template, content))
        }

    def write(self) -> Composition:
        template, content = self._template, self._content
        edits = head.edits(template.html, content, self._tx.instance_id)
        edits += self._elements() if content.template_type == "freeForm" else self._regions()
        return merged(spliced(template.html, Span(0, len(template.html)), edits))

    def _elements(self) -> list[Edit]:
        """The elements of a free-form page, at the end of the one that they lie in."""
        around = self._template.free_form
        if around is None:
            return []
        place = Span(around.inner.end, around.inner.end)
        return [(place, self._of_section(one, partial(self._element, one.id))) for one in self._content.sections]

    def _element(self, id: str, part: Part) -> Composition:
        look = part.formatting
        if part.type == "Image":
            inside: Composition = (formatting.linked(f'<img src="{self._url(part.value)}" alt="">', look),)
        elif part.type == "Rectangle":
            inside = (formatting.linked("", look),)
        else:
            inside = self._part(part)
        return (formatting.opening(id, look), *inside, "</div>\n")

    def _regions(self) -> list[Edit]:
        """The sections of a guided page in their regions, and the values of variables, whose declarations go."""
        template = self._template
        edits: list[Edit] = [(variable.span, ("",)) for variable in template.variables]
        edits += [(use.span, (self._values[use.id],)) for use in template.uses if use.id in self._values]
        for section in self._content.sections:
            region = template.region(section.id)
            if region is not None:
                edits.append((_place(region), self._of_section(section, partial(self._in_region, region))))
        return edits

    def _in_region(self, region: Region, part: Part) -> Composition:
        place = _place(region)
        source = self._valued(self._template.html[place.start : place.end])
        if part.type == "Image":
            return (self._image(region, part.value) if part.value else source,)
        return self._part(part) if part.value or part.type in ("RichText", "HTML") else (source,)

    def _image(self, region: Region, value: str) -> str:
        """The image of a region: its tag with another address, or a new tag inside."""
        return self._once(f"image {region.id}", value, lambda: self._image_tag(region, self._url(value)))

    def _image_tag(self, region: Region, url: str) -> str:
        if region.tag != "img":
            return f'<img src="{url}" alt="">'
        tag = self._template.html[region.span.start : region.span.end]
        address = markup.attribute_span(self._template, region, "src")
        if address is None:
            return f'<img id="{html_text.escape(region.id)}" src="{url}" alt="">'
        start = region.span.start
        return self._valued(tag[: address.start - start]) + url + self._valued(tag[address.end - start :])

    # -- parts ----------------------------------------------------------------------------------------------------

    def _of_section(self, section: Section, write: Callable[[Part], Composition]) -> Composition:
        if section.segmentation_id is None:
            return write(section.static)
        parts = {segment_id: write(part) for segment_id, part in section.by_segment.items()}
        return (Choice(section.segmentation_id, parts),)

    def _part(self, part: Part) -> Composition:
        if part.type == "Snippet":
            return (Embedded(int(part.value)),)
        if part.type == "Form":
            return (self._once("form", part.value, lambda: self._form(int(part.value))),)
        return (self._valued(part.value),)

    def _form(self, form_id: int) -> str:
        return form_markup.write(self._tx, form_id, prefill=self._content.form_prefill)

    def _url(self, file_id: str) -> str:
        return self._once("url", file_id, lambda: self._address(int(file_id)))

    def _address(self, file_id: int) -> str:
        return html_text.escape(self._image_url(files.KIND.get(self._tx, file_id).title.name))

    def _once(self, what: str, value: str, write: Callable[[], str]) -> str:
        """What is written for a value, which many segments may share."""
        if (what, value) not in self._written:
            self._written[what, value] = write()
        return self._written[what, value]

    def _valued(self, text: str) -> str:
        """A text with the values of the variables that it uses."""
        if "${" not in text or not self._values:
            return text
        return _USE.sub(lambda match: self._values.get(match[1], match[0]), text)


def _place(region: Region) -> Span:
    """What a section takes the place of: an image's tag, or what is inside any other."""
    return region.span if region.tag == "img" else region.inner
