"""/console/mailbox: the mails of a demo, which stay there: as HTML, as text, with headers, links and source."""

from typing import Any, Final

from starlette.responses import Response

from mercat.console.request import ConsoleRequest, admin_required
from mercat.domain.mail import mailbox
from mercat.domain.mail.parsing import contents
from mercat.store.tx import Tx

SHOWN: Final = 200
SOURCE_LENGTH: Final = 200_000  # characters of a mail's source on a page
VIEWS: Final = ("html", "text", "headers", "source")


@admin_required
async def browse(request: ConsoleRequest) -> Response:
    """The last mails, newest first."""
    recipient, subject = request.query("to"), request.query("subject")

    def work(tx: Tx) -> list[Any]:
        mails = mailbox.browse(tx, recipient=recipient or None, subject=subject or None, limit=SHOWN)
        return [mail for mail, _ in reversed(mails)]

    return request.page("mailbox.html", mails=await request.read(work), to=recipient, subject=subject, shown=SHOWN)


@admin_required
async def show(request: ConsoleRequest) -> Response:
    """One mail in one of its views."""
    mail, content = await request.read(lambda tx: mailbox.get(tx, request.id))
    parts = contents(content)
    views = [view for view in VIEWS if getattr(parts, view, "") is not None]
    asked_view = request.query("view")
    return request.page(
        "mail.html",
        mail=mail,
        parts=parts,
        views=views,
        shown_view=asked_view if asked_view in views else views[0],
        source=content[:SOURCE_LENGTH].decode("utf-8", "replace"),
        cut=len(content) > SOURCE_LENGTH,
    )


@admin_required
async def show_html(request: ConsoleRequest) -> Response:
    """The HTML of a mail, for the frame of its page."""
    _, content = await request.read(lambda tx: mailbox.get(tx, request.id))
    return request.foreign_html(contents(content).html or "")


@admin_required
async def clear(request: ConsoleRequest) -> Response:
    """Delete all mails."""
    await request.write(mailbox.clear)
    return request.go("/mailbox", "deleted")
