"""/v3.0/preview_pages: the pages and QR codes behind links to previews, which anyone who has the link can see.

The vendor documents no such path: its pages are on other hosts.
"""

from html import escape
from io import BytesIO
from typing import Final

import msgspec

from mercat.domain.advertising.creatives import creative_previews, derivations
from mercat.domain.advertising.creatives.creative_previews import Link, Showing
from mercat.tencent.protocol import tencent
from mercat.tencent.v3.previews import address_of, file_url
from mercat.wire.call import Call
from mercat.wire.http import Response
from mercat.wire.operation import PUBLIC

HEADERS: Final = [
    ("Content-Security-Policy", "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
    ("Cache-Control", "no-store"),
]
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;margin:0 auto;max-width:40rem;padding:1rem;background:#f4f4f4;color:#222}"
    "article{background:#fff;border-radius:8px;margin:0 0 1rem;padding:1rem}h1{font-size:1rem;color:#666}"
    "h2{margin:0}img,video{max-width:100%;display:block;margin:.5rem 0}small{color:#666}"
)


class Name(msgspec.Struct):
    """The key of a link: what it shows, until when, and a signature that keeps other links out of reach."""

    name: str


@tencent.get("/v3.0/preview_pages/{name}", needs=PUBLIC, reads=False)  # it notes that the preview was seen
def show(call: Call, path: Name) -> Response:
    """Show creatives as their links say, until the link expires."""
    link = creative_previews.read_key(call.tx, path.name)
    visit = derivations.visit if link.kind == creative_previews.DERIVED else creative_previews.visit
    showings = visit(call.tx, link)
    return Response(body=_page(call, showings), content_type="text/html;charset=utf-8", headers=list(HEADERS))


@tencent.get("/v3.0/preview_pages/{name}/qrcode", needs=PUBLIC)
def show_code(call: Call, path: Name) -> Response:
    """Read the QR code of a link, a PNG file, until the link expires."""
    import segno  # rare, so it is not imported at the start

    link = creative_previews.read_key(call.tx, path.name)
    picture = BytesIO()
    segno.make(page_url(call, link), micro=False, error="m").save(picture, kind="png", scale=6, border=4)
    return Response(body=picture.getvalue(), content_type="image/png", headers=list(HEADERS))


def page_url(call: Call, link: Link) -> str:
    """The URL of the page that a link leads to."""
    return f"{address_of(call)}/v3.0/preview_pages/{creative_previews.key_of(call.tx, link)}"


def code_url(call: Call, link: Link) -> str:
    """The URL of the QR code of a link."""
    return f"{page_url(call, link)}/qrcode"


def _page(call: Call, showings: list[Showing]) -> bytes:
    articles = "".join(_article(call, showing) for showing in showings) or "<p>There is nothing to preview.</p>"
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Preview</title>{_style()}'
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{articles}</body></html>'.encode()


def _style() -> str:
    return f"<style>{_STYLE}</style>"


def _article(call: Call, showing: Showing) -> str:
    parts = [f"<h1>{escape(showing.name)}</h1>"]
    parts += [f"<h2>{escape(text)}</h2>" for text in showing.titles]
    parts += [f"<p>{escape(text)}</p>" for text in showing.descriptions]
    parts += [f'<img alt="" src="{escape(file_url(call, key))}">' for key in showing.images]
    parts += [f'<video controls src="{escape(file_url(call, key))}"></video>' for key in showing.videos]
    parts += [f"<p><small>{escape(text)}</small></p>" for text in showing.warnings]
    if showing.url.startswith(("http://", "https://")):
        parts.append(f'<p><a rel="noreferrer nofollow" href="{escape(showing.url)}">{escape(showing.url)}</a></p>')
    return f"<article>{''.join(parts)}</article>"
