"""Rows about emails: rendering one for people, and approving a large one."""

import tempfile
import time
from pathlib import Path
from statistics import median

from bench.fill import opened
from bench.rows import ROUNDS, Row
from mercat.app.instances.instance import Instance
from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.programs import Details
from mercat.domain.emails import composing, emails, sections, templates
from mercat.domain.emails.sections import Change
from mercat.domain.people import sync
from mercat.domain.rendering.renderer import Recipient, Renderer
from mercat.domain.segments import filters, segmentations
from mercat.model.assets import Area, Kind, ProgramType, Ref, TokenType
from mercat.model.smart_lists import Segment, SmartListRules
from mercat.store import people
from mercat.store.tx import Tx

PEOPLE = 500
FIELDS = ("First Name", "Last Name", "Company Name", "Email Address", "City", "Country", "Job Title")
TOKENS = 20
DYNAMIC = 3
RENDERED_A_SECOND = 2_000
LARGE_BYTES = 200_000
APPROVED_MS = 30
HEADERS = {"subject": "Hi", "from_name": "Us", "from_email": "us@example.com", "reply_to": "us@example.com"}


def emails_rendered() -> list[Row]:
    """Emails with tokens and dynamic sections that one core renders in a second."""
    with tempfile.TemporaryDirectory() as folder:
        instance = _instance(Path(folder))
        email_id, ids = instance.write_now(_dynamic), instance.write_now(_people)
        rates = [instance.read_now(lambda tx: _rate(tx, email_id, ids)) for _ in range(ROUNDS)]
        size = instance.read_now(lambda tx: len(emails.KIND.body(tx, emails.KIND.get(tx, email_id), "draft")))
    what = f"emails with {TOKENS} tokens and {DYNAMIC} dynamic sections rendered, CPU"
    detail = f"{PEOPLE} people, {size:,} characters, {1e6 / median(rates):,.0f} us each"
    return [Row(what, median(rates), "/s", RENDERED_A_SECOND, True, detail)]


def emails_approved() -> list[Row]:
    """CPU of the approval of a large email, with its checks."""
    with tempfile.TemporaryDirectory() as folder:
        instance = _instance(Path(folder))
        times = []
        for number in range(ROUNDS):
            email_id = instance.write_now(lambda tx, number=number: _large(tx, number))
            before = time.process_time_ns()
            instance.write_now(lambda tx, email_id=email_id: emails.KIND.approve(tx, emails.KIND.get(tx, email_id)))
            times.append((time.process_time_ns() - before) / 1e6)
    what = f"approving an email of {LARGE_BYTES // 1_000} KB with its checks, CPU"
    return [Row(what, median(times), "ms", APPROVED_MS, False, f"{ROUNDS} emails of 100 sections")]


def _instance(folder: Path) -> Instance:
    return opened(folder, durable=False)[1]


def _people(tx: Tx) -> list[int]:
    records = [
        {
            "email": f"person{number}@example.com",
            "firstName": f"Ada {number}",
            "lastName": "O'Neill & Sons",
            "company": "Analytical Engines",
            "city": "London",
            "country": ("Canada", "Mexico", "France")[number % 3],
            "title": "Engineer",
        }
        for number in range(PEOPLE)
    ]
    batches = [records[start : start + 300] for start in range(0, PEOPLE, 300)]
    return [int(outcome.id) for batch in batches for outcome in sync.sync(tx, batch, action="createOnly")]


def _rate(tx: Tx, email_id: int, ids: list[int]) -> float:
    """Emails that are rendered in a second of CPU."""
    recipients = [Recipient(people.find(tx, number)) for number in ids]
    document = emails.KIND.get(tx, email_id)
    before = time.process_time_ns()
    composition = composing.compositions(tx, document, "draft").html
    renderer = Renderer(tx, document.parent)
    for recipient in recipients:
        html = renderer.html(composition, recipient)
    rate = len(ids) / ((time.process_time_ns() - before) / 1e9)
    assert "O&#x27;Neill &amp; Sons" in html and "Word 4" in html, "tokens are written"
    return rate


def _dynamic(tx: Tx) -> int:
    tokens = [f"{{{{lead.{FIELDS[number % len(FIELDS)]}:default=x}}}}" for number in range(TOKENS - 5)]
    tokens += [f"{{{{my.Word {number}}}}}" for number in range(5)]
    paragraphs = "".join(
        f"<p style='margin:0 0 12px'>{'Some words, and '.ljust(200, '.')} {token}</p>" for token in tokens
    )
    regions = "".join(f'<div class="mktEditable" id="part{number}">For all</div>' for number in range(DYNAMIC))
    folder = Ref(
        Kind.PROGRAM,
        programs.create(tx, _default(tx, Area.MARKETING), "Mail", ProgramType.DEFAULT, "Content", Details("")).id,
    )
    for number in range(5):
        my_tokens.define(tx, folder, f"Word {number}", TokenType.TEXT, f"Word {number}")
    email_id = _email(tx, folder, f"<html><body>{paragraphs}{regions}</body></html>", "Dynamic")
    rules = SmartListRules(filters=(filters.make(tx, "Country", "is", ["Canada"]),))
    segmentation = segmentations.create(
        tx, _default(tx, Area.DATABASE), "Region", "", [Segment(segmentations.NEW, "North", rules)]
    )
    segmentations.KIND.approve(tx, segmentation)
    for number in range(DYNAMIC):
        sections.change(tx, email_id, f"part{number}", Change(sections.DYNAMIC, str(segmentation.id)))
        change = Change(sections.HTML, "<p>Snow in {{lead.City}}</p>")
        sections.change_segment(tx, email_id, f"part{number}", "North", change)
    return email_id


def _large(tx: Tx, number: int) -> int:
    part = '<tr><td style="padding:0"><div class="mktEditable" id="part{}">{}</div></td></tr>'
    words = "<p>Some words in a <b>paragraph</b> of a newsletter.</p>" * 36
    rows = "".join(part.format(index, words) for index in range(100))
    html = f"<html><body><table>{rows}</table></body></html>".ljust(LARGE_BYTES)
    return _email(tx, tree.named(tx, "Emails")[0].ref, html, f"Large {number}")


def _default(tx: Tx, area: Area) -> Ref:
    return next(node.ref for node in tree.named(tx, "Default") if node.area is area)


def _email(tx: Tx, folder: Ref, html: str, name: str) -> int:
    template = templates.create(tx, tree.named(tx, "Email Templates")[0].ref, name, "", html)
    templates.KIND.approve(tx, template)
    return emails.create(tx, folder, name, "", template.id, HEADERS).id


ALL = (emails_rendered, emails_approved)
