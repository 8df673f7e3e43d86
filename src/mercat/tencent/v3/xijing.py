"""/v3.0/xijing_...: the landing pages and templates of the editor Xijing."""

from collections.abc import Iterable
from typing import Final

from mercat.domain.advertising.pages import xijing_templates
from mercat.domain.advertising.pages.xijing_pages import MOST_BYTES, Archive, Row, xijing_pages
from mercat.model.refusals import Missing
from mercat.tencent.call import TencentCall
from mercat.tencent.envelopes import texts_of
from mercat.tencent.protocol import tencent
from mercat.tencent.scopes import Scope
from mercat.tencent.shapes import Document, Endpoints, chosen, owner_of, page
from mercat.wire.operation import MIB, Limits
from mercat.wire.uploads import Upload

NEEDS: Final = Scope.ADS_MANAGEMENT
UPLOAD: Final = Limits(body_bytes=MOST_BYTES + MIB)  # an archive, and the form around it
DONE: Final = "操作成功"

endpoints = Endpoints(__name__, needs=NEEDS)

endpoints.page("/v3.0/xijing_template_list/get", xijing_templates.find)


@tencent.get("/v3.0/xijing_template/get", needs=NEEDS)
def get_template(call: TencentCall) -> Document:
    """Show the components of a simple template."""
    return chosen(call, xijing_templates.simple(call.tx, owner_of(call), call.body))


@tencent.get("/v3.0/xijing_complex_template/get", needs=NEEDS)
def get_complex_template(call: TencentCall) -> Document:
    """Show the settings of a complex template."""
    return chosen(call, xijing_templates.complex_(call.tx, owner_of(call), call.body))


@tencent.get("/v3.0/xijing_page_list/get", needs=NEEDS, reads=False)  # it counts looks at reviews
def get(call: TencentCall) -> Document:
    """List pages that match all parameters, a page at a time."""
    index = call.body.pop("page_index", 1)
    call.body["page"] = index
    answer = page(call, xijing_pages.find)
    paging = answer["page_info"]
    about = {"page_index": index, "page_size": paging["page_size"], "total_pages": paging["total_page"]}
    return answer | about


@tencent.post("/v3.0/xijing_page/add", needs=NEEDS)
def add(call: TencentCall) -> Document:
    """Create pages from templates. Each succeeds or fails alone."""
    return _made(xijing_pages.from_templates(call.tx, owner_of(call), call.body))


@tencent.post("/v3.0/xijing_page_by_components/add", needs=NEEDS)
def add_by_components(call: TencentCall) -> Document:
    """Create pages of components. Each succeeds or fails alone."""
    return _made(xijing_pages.of_components(call.tx, owner_of(call), call.body))


@tencent.post("/v3.0/xijing_page_interactive/add", needs=NEEDS, limits=UPLOAD)
def add_interactive(call: TencentCall, upload: Upload) -> Document:
    """Create an interactive page from a zip file."""
    if "file" not in upload.files:
        raise Missing("file")
    file = upload.files["file"]
    archive = Archive(file.filename, file.size, file.content)
    return _made([(xijing_pages.keep(call.tx, owner_of(call), call.body, archive), None)])


@tencent.post("/v3.0/xijing_page/update", needs=NEEDS)
def update(call: TencentCall) -> Document:
    """Send pages to review. Each succeeds or fails alone."""
    return _done(call, xijing_pages.send_all(call.tx, owner_of(call), call.body))


@tencent.post("/v3.0/xijing_page/delete", needs=NEEDS)
def delete(call: TencentCall) -> Document:
    """Delete pages. Each succeeds or fails alone."""
    return _done(call, xijing_pages.remove_all(call.tx, owner_of(call), call.body))


def _made(rows: Iterable[Row]) -> Document:
    results = []
    for page_id, refusal in rows:
        ids = {"landingPageId": page_id, "id": str(page_id)} if page_id else {}
        results.append({**ids, **_result((page_id, refusal))})
    return {"list": results}


def _done(call: TencentCall, rows: Iterable[Row]) -> Document:
    named = zip(call.body["page_id_list"], rows, strict=True)
    return {"list": [{"page_service_id": page_id, **_result(row)} for page_id, row in named]}


def _result(row: Row) -> Document:
    _, refusal = row
    if refusal is None:
        return {"code": 0, "message": DONE}
    code, english, _ = texts_of(refusal)
    return {"code": code, "message": english}
