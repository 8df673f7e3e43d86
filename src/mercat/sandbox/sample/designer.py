"""A fragment, an email template and an email of the new designer, all in use."""

from typing import Final

from mercat.domain.assets import tree
from mercat.domain.designer import emails, fragments, templates
from mercat.model.designer import Data, EmailHeaders, FragmentSettings, HtmlPart, TextPart
from mercat.store.tx import Tx

_BANNER: Final = '<h1 style="color:#1b3a57">Spring at Example Company</h1>'
_TEMPLATE: Final = (
    '<html><body><div class="acr-fragment" data-fragment-id="{fragment}"></div>'
    "<p>Dear {{{{lead.First Name:default=reader}}}},</p><p>This is our newsletter.</p>"
    '<p><a href="{{{{system.unsubscribeLink}}}}">Unsubscribe</a></p></body></html>'
)


def fill(tx: Tx) -> None:
    """One asset of each kind; each uses the one before."""
    banner = fragments.create(
        tx,
        tree.system_folder(tx, fragments.KIND.folder_type),
        "Hero Banner",
        "Reusable hero block",
        settings=FragmentSettings("email", "html", ["email"]),
        data=Data(html=HtmlPart(_BANNER)),
    )
    fragments.KIND.approve(tx, banner)
    template = templates.create(
        tx,
        tree.system_folder(tx, templates.KIND.folder_type),
        "Base Newsletter",
        "Core responsive template",
        data=Data(html=HtmlPart(_TEMPLATE.format(fragment=banner.id)), text=TextPart(sync_from_html=True)),
    )
    templates.KIND.approve(tx, template)
    email = emails.create(
        tx,
        tree.system_folder(tx, emails.KIND.folder_type),
        "Spring Launch",
        "Main announcement email",
        headers=EmailHeaders(
            from_email="marketing@example.com",
            from_name="Example Company",
            preheader="What is new this spring",
            reply_email="reply@example.com",
            subject="Introducing the spring launch",
        ),
        template_id=str(template.id),
    )
    emails.KIND.approve(tx, email)
