"""Landing pages of Xijing: made from a template, of components, or of an archive with an interactive page."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from mercat.domain.advertising.collection import Facts, Search, Slice, slice_of
from mercat.domain.advertising.dates import ZONE, local_text
from mercat.domain.advertising.materials.images import images
from mercat.domain.advertising.materials.materials import id_of
from mercat.domain.advertising.materials.videos import videos
from mercat.domain.advertising.pages import xijing_templates
from mercat.domain.advertising.pages.landing_pages import (
    APPROVED,
    STATUS,
    LandingPages,
    address,
)
from mercat.domain.advertising.review import approvals
from mercat.model.ad_reviews import Reviewed
from mercat.model.advertising import ID, UPDATED, AdObject, Condition
from mercat.model.clock import SECOND, from_datetime
from mercat.model.refusals import Missing, NotAllowed, Refusal, TooLong, WrongType
from mercat.store.tx import Tx

KIND: Final = "Xijing page"
TYPES: Final = {
    "PAGE_TYPE_XIJING_ANDROID": "XJ_ANDROID_APP_H5",
    "PAGE_TYPE_XIJING_IOS": "XJ_IOS_APP_H5",
    "PAGE_TYPE_XIJING_WEBSITE": "XJ_WEBSITE_H5",
}
WEBSITE: Final = "PAGE_TYPE_XIJING_WEBSITE"
PUBLISHED: Final = "page_publish_status"
ARCHIVE: Final = "COMPRESSED_PACKAGE"
START: Final = "index.html"  # of an archive
MOST_BYTES: Final = 7 * 1_048_576
MOST_FILES: Final = 1_000
NAME_LENGTH: Final = 32
_DEMO: Final = "COMPONENT_TYPE_GAME_DEMO"  # a component that is closed to the API
_COLOUR: Final = re.compile(r"rgba\((\d{1,3}, ?){3}(0|1|0?\.\d+)\)|#[0-9a-fA-F]{6}")
_SYSTEMS: Final = {"ANDROID": "XJ_ANDROID_APP_H5", "IOS": "XJ_IOS_APP_H5"}
_TIMES: Final = {
    "page_last_modify_start_time": "greater_equals",
    "page_last_modify_end_time": "less_equals",
}
_LISTS: Final = ("page_type", PUBLISHED, STATUS)

Document = dict[str, Any]
Row = tuple[int, Refusal | None]  # the id of a page, 0 if there is none, and why nothing was done


class ArchiveUnfit(Refusal):
    """A file is not a zip file with the first page of an interactive page."""


class ArchiveTooLarge(Refusal):
    """A file has more than MOST_BYTES bytes."""


class Archive(msgspec.Struct, frozen=True):
    """An uploaded file: its name, its size, and a seekable stream."""

    name: str
    size: int
    content: BinaryIO


class XijingPage(Facts):
    """The members that rules read."""

    name: str = msgspec.field(name="page_name", default="")


class XijingPages(LandingPages[XijingPage]):
    """The pages of all accounts."""

    derived = (STATUS, PUBLISHED)

    def decided(self, tx: Tx, item: AdObject, decision: Reviewed | None) -> Document:
        """The state of a page, its address once it is approved, and its application."""
        state = super().decided(tx, item, decision)
        is_published = state[STATUS] == APPROVED
        published = "PUBLISHED" if is_published else "UNPUBLISH"
        about = {
            PUBLISHED: f"LANDING_PAGE_STATUS_{'DELETED' if item.deleted else published}",
            "page_service_id": str(item.id),
            "page_owner_id": item.account_id,
            "page_last_modify_time": local_text(item.updated_ms),
        }
        if is_published:
            about["publish_url"] = address(item.id)
        application = _application(item.document)
        if application:
            about["publish_app_id" if is_published else "unpublish_app_id"] = application
        return state | about

    def find(self, tx: Tx, search: Search) -> Slice:
        """List pages that match all parameters: existing ones, deleted ones, or all."""
        parameters = search.parameters
        if parameters.get("page_source") == "GRANT":  # nobody grants pages
            return Slice([], 0)
        search = search.narrowed(*_conditions(parameters))
        states = {"DELETED": (True,), "ALL": (False, True)}.get(parameters.get("query_type", ""), (False,))
        items = [item for deleted in states for item in self.matches(tx, replace(search, deleted=deleted))]
        return slice_of(sorted(items, key=lambda item: item.id), search.window)

    def from_templates(self, tx: Tx, owner: int, members: Document) -> Iterable[Row]:
        """Create pages from templates. Each succeeds or fails alone."""
        return self._each(members["pages"], lambda page: self._from_template(tx, owner, page, members))

    def of_components(self, tx: Tx, owner: int, members: Document) -> Iterable[Row]:
        """Create pages of components. Each succeeds or fails alone."""
        return self._each(members["pages"], lambda page: self._of_components(tx, owner, page, members))

    def keep(self, tx: Tx, owner: int, members: Document, archive: Archive) -> int:
        """Create an interactive page from a zip file. Raises ArchiveTooLarge, ArchiveUnfit, TooLong, WrongType."""
        if archive.size > MOST_BYTES:
            raise ArchiveTooLarge
        if len(archive.name) > NAME_LENGTH:
            raise TooLong("file", NAME_LENGTH)
        if "page_config" in members:
            _check_json(members["page_config"])
        _check_archive(archive.content)
        archive.content.seek(0)
        page = {**members, "file": tx.files.put_stream(archive.content), "playable_type": ARCHIVE}
        return self._create(tx, owner, page, members)

    def send_all(self, tx: Tx, owner: int, members: Document) -> Iterable[Row]:
        """Send pages to review. Each succeeds or fails alone."""

        def send(page_id: str) -> int:
            if members["is_submitted_for_review"]:
                return self.submit(tx, owner, id_of(page_id)).id
            return self.get(tx, owner, id_of(page_id)).id

        return self._each(members["page_id_list"], send)

    def remove_all(self, tx: Tx, owner: int, members: Document) -> Iterable[Row]:
        """Delete pages. Each succeeds or fails alone."""
        return self._each(members["page_id_list"], lambda page_id: self.delete(tx, owner, id_of(page_id)))

    def _each(self, parts: Iterable[Any], act: Callable[[Any], int]) -> Iterable[Row]:
        for part in parts:
            try:
                yield act(part), None
            except Refusal as refusal:
                yield 0, refusal

    def _from_template(self, tx: Tx, owner: int, page: Document, members: Document) -> int:
        template = xijing_templates.template(page["page_template_id"])
        if page["page_type"] != template.page_type:
            raise NotAllowed("pages.page_type", page["page_type"], (template.page_type,))
        if page["page_type"] != WEBSITE and not page.get("mobile_app_id"):
            raise Missing("pages.mobile_app_id")
        types = tuple(one["type"] for one in template.components)
        for component in page["component_spec_list"]:
            if component.get("type") not in types:
                raise NotAllowed("pages.component_spec_list.type", str(component.get("type"))[:64], types)
        return self._create(tx, owner, page, members)

    def _of_components(self, tx: Tx, owner: int, page: Document, members: Document) -> int:
        if not _COLOUR.fullmatch(page["bg_color"]):
            raise WrongType("pages.bg_color", page["bg_color"][:64], "a colour rgba(red,green,blue,opacity)")
        if page["bg_image_id"]:
            images.get(tx, owner, id_of(page["bg_image_id"]))
        return self._create(tx, owner, page, members)

    def _create(self, tx: Tx, owner: int, page: Document, members: Document) -> int:
        for component in page.get("component_spec_list", ()):
            _check_component(tx, owner, component)
        document = {"playable_type": xijing_templates.STATIC, **page, "page_type": TYPES[page["page_type"]]}
        if members["is_auto_submit"]:
            document |= approvals.ask(tx, owner, self.element, page["page_name"])
        return self.add(tx, owner, document)


xijing_pages: Final = XijingPages(KIND, XijingPage)


def _check_component(tx: Tx, owner: int, component: Document) -> None:
    """Check that a component has a type, and that its images and videos are the account's."""
    if not component.get("type"):
        raise Missing("pages.component_spec_list.type")
    if component["type"] == _DEMO:
        raise NotAllowed("pages.component_spec_list.type", _DEMO, ())
    listed = component.get("image_list_spec", {}).get("image_list", [])
    if not (isinstance(listed, list) and all(isinstance(image, dict) for image in listed)):
        raise WrongType("pages.component_spec_list.image_list_spec.image_list", str(listed)[:64], "array")
    for image in listed:
        images.get(tx, owner, id_of(str(image.get("image_id", ""))))
    if "video_spec" in component:
        videos.get(tx, owner, id_of(str(component["video_spec"].get("video_id", ""))))


def _check_json(text: str) -> None:
    try:
        msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise WrongType("page_config", text[:64], "JSON") from None


def _check_archive(content: BinaryIO) -> None:
    import zipfile

    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise ArchiveUnfit from None
    if len(names) > MOST_FILES or not any(name.rpartition("/")[2].lower() == START for name in names):
        raise ArchiveUnfit


def _application(document: Document) -> Document:
    """The application of a page, by its system."""
    app_id = id_of(str(document.get("mobile_app_id", "")))
    system = next((name for name, kind in _SYSTEMS.items() if kind == document["page_type"]), "")
    return {f"{system.lower()}_app_id": app_id} if app_id and system else {}


def _conditions(parameters: Any) -> Iterable[Condition]:
    if "page_id" in parameters:
        yield Condition(ID, "equals", (parameters["page_id"],), "integer")
    if parameters.get("page_service_id"):
        yield Condition(ID, "equals", (id_of(parameters["page_service_id"]),), "integer")
    if "page_name" in parameters:
        yield Condition("page_name", "contains", (parameters["page_name"],))
    if "app_id" in parameters:
        yield Condition("mobile_app_id", "equals", (str(parameters["app_id"]),))
    if parameters.get("app_type"):
        yield Condition("page_type", "equals", (_SYSTEMS[parameters["app_type"]],))
    for name in _LISTS:
        if parameters.get(name):
            yield Condition(name, "in", tuple(parameters[name]))
    for name, operator in _TIMES.items():
        if parameters.get(name):
            yield Condition(UPDATED, operator, (_seconds(name, parameters[name]),), "integer")


def _seconds(name: str, text: str) -> int:
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZoneInfo(ZONE))
    except ValueError:
        raise WrongType(name, text[:64], "a time yyyy-MM-dd HH:mm:ss") from None
    return from_datetime(local) // SECOND
