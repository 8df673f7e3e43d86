"""Folders and programs of the sample data, with My Tokens and tags, a form, a snippet and an image."""

from base64 import b64decode
from typing import Final

from mercat.domain.assets import my_tokens, programs, tree
from mercat.domain.assets.channels import TAG_TYPE
from mercat.domain.assets.programs import Details
from mercat.domain.files import files
from mercat.domain.forms import form_fields, forms
from mercat.domain.landing_pages import domains, redirect_rules
from mercat.domain.snippets import snippets
from mercat.model.assets import Cost, Kind, ProgramType, Ref, TokenType
from mercat.model.clock import DAY
from mercat.store.tx import Tx

_FOLDERS: Final = ("Marketing Programs", "Webinars and Events", "Nurturing", "Templates", "Archive")
_DESIGN: Final = (("Emails", "Newsletters"), ("Email Templates", "Responsive"), ("Landing Pages", "Campaign Pages"))

# folder, name, type, channel, description
_PROGRAMS: Final = (
    ("Marketing Programs", "Website", ProgramType.DEFAULT, "Content", "Forms and pages of the website"),
    ("Marketing Programs", "Search Advertising", ProgramType.DEFAULT, "Online Advertising", "Paid search, all year"),
    ("Marketing Programs", "Customer Stories", ProgramType.DEFAULT, "Blog", "A story every month"),
    ("Marketing Programs", "Monthly Newsletter", ProgramType.EMAIL, "Email Send", "Goes out on the first Tuesday"),
    ("Webinars and Events", "Spring Tradeshow", ProgramType.EVENT, "Tradeshow", "Booth 12, hall B"),
    ("Webinars and Events", "Partner Day", ProgramType.EVENT, "Live Event", "One day for partners"),
    ("Webinars and Events", "Product Webinar", ProgramType.WEBINAR, "Webinar", "What is new, in an hour"),
    ("Nurturing", "Welcome Series", ProgramType.ENGAGEMENT, "Nurture", "For everybody who is new"),
)
_TOKENS: Final = (
    ("Company Name", TokenType.TEXT, "Example Company"),
    ("Signature", TokenType.RICH_TEXT, "<p>Yours,<br>the team at Example Company</p>"),
    ("Imprint", TokenType.RICH_TEXT, "<p>Example Street 1, {{company.City:default=Springfield}}</p>"),
    ("Registration Score", TokenType.SCORE, "+10"),
)
_EVENT_TOKENS: Final = (
    ("Event Date", TokenType.DATE, "2026-05-23"),
    ("Event Seats", TokenType.NUMBER, "120"),
    ("Event Speaker", TokenType.TEXT, "Ada Lovelace"),
    ("Event Campaign", TokenType.SFDC_CAMPAIGN, "Events 2026"),
    ("Registration Score", TokenType.SCORE, "+25"),
)
_FIELDS: Final = (
    ("Company", {"required": True}),
    ("Phone", {"hint_text": "With the area code"}),
    ("Unsubscribed", {"label": "No news, please", "label_to_right": True}),
)
_FOOTER_HTML: Final = '<p>{{my.Company Name}} · <a href="{{system.unsubscribeLink}}">Unsubscribe</a></p>'
_LOGO: Final = (
    "iVBORw0KGgoAAAANSUhEUgAAAKAAAAAoAQMAAABD4mPbAAAAA1BMVEVaPpvgSccNAAAAEElEQVR42mNgGAWjYBRQCgADSAAB+9Gu"
    "MQAAAABJRU5ErkJggg=="
)
_FOOTER_TEXT: Final = "{{my.Company Name}} · Unsubscribe: {{system.unsubscribeLink}}"


def fill(tx: Tx) -> None:
    """A tree of folders, programs of every type, tokens that override one another, tags, costs, an approved form."""
    zone = _zone(tx)
    folders = {name: tree.create_folder(tx, zone, name, f"{name} of the sample").ref for name in _FOLDERS}
    tree.update_folder(tx, folders["Archive"], archived=True)
    for parent, name in _DESIGN:
        tree.create_folder(tx, tree.named(tx, parent)[0].ref, name)
    made = {
        name: programs.create(tx, folders[folder], name, type, channel, _details(tx, name, type, text))
        for folder, name, type, channel, text in _PROGRAMS
    }
    event = Ref(Kind.PROGRAM, made["Product Webinar"].id)
    programs.create(tx, event, "Webinar Invitation", ProgramType.EMAIL, "Email Send", Details("Invites to the webinar"))
    for name, type, value in _TOKENS:
        my_tokens.define(tx, zone, name, type, value)
    for owner in (folders["Webinars and Events"], event):
        for name, type, value in _EVENT_TOKENS:
            my_tokens.define(tx, owner, name, type, value)
    my_tokens.define(tx, event, "Event Speaker", TokenType.TEXT, "Grace Hopper")
    _make_form(tx, Ref(Kind.PROGRAM, made["Website"].id))
    _make_snippet(tx)
    _make_image(tx)
    _make_redirects(tx)


def _make_form(tx: Tx, website: Ref) -> None:
    """The contact form of the website, in use."""
    document = forms.create(tx, website, "Contact Form", "Asks who somebody is", {})
    form = document.versions.latest
    for field_id, attributes in _FIELDS:
        form, _ = form_fields.add(tx, document, form, field_id, attributes)
    forms.KIND.approve(tx, forms.KIND.save(tx, document, form))


def _make_snippet(tx: Tx) -> None:
    """The footer of every email and page, in use."""
    footer = snippets.create(tx, tree.named(tx, "Snippets")[0].ref, "Footer", "Who we are, and how to unsubscribe")
    for type, text in ((snippets.HTML, _FOOTER_HTML), (snippets.TEXT, _FOOTER_TEXT)):
        footer = snippets.set_content(tx, footer.id, type, text)
    snippets.KIND.approve(tx, footer)


def _make_image(tx: Tx) -> None:
    """The logo, a rectangle of one colour."""
    folder = tree.named(tx, "Images and Files")[0].ref
    logo = files.Incoming(b64decode(_LOGO))
    files.create(tx, folder, "logo.png", logo, description="The logo of emails and pages", insert_only=True)


def _make_redirects(tx: Tx) -> None:
    """Two domain aliases, and a rule for one of them."""
    for hostname in ("go.example.com", "pages.example.com"):
        domains.add_alias(tx, hostname)
    redirect_rules.create(
        tx,
        "go.example.com",
        (redirect_rules.PATH, "spring-sale"),
        (redirect_rules.URL, "https://www.example.com/offers/spring"),
    )


def _zone(tx: Tx) -> Ref:
    """Marketing Activities > Default."""
    root = tree.named(tx, "Marketing Activities")[0].ref
    return tree.contents(tx, root, offset=0, limit=1)[0]


def _details(tx: Tx, name: str, type: ProgramType, text: str) -> Details:
    match type:
        case ProgramType.DEFAULT:
            tags = [(TAG_TYPE, "Dennis" if name == "Customer Stories" else "David")]
            return Details(text, costs=[Cost("2026-01-01", 2_000), Cost("2026-02-01", 500, "Search")], tags=tags)
        case ProgramType.EMAIL:
            return Details(text, start_ms=tx.now + 7 * DAY, end_ms=tx.now + 8 * DAY)
        case _:
            return Details(text)
