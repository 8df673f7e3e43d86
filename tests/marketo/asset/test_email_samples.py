"""/rest/asset/v1/email/{id}/fullContent and sendSample: emails as a person gets them."""

import pytest

from mercat.app.mail import CapturingMailer
from mercat.domain.mail import mailbox, parsing
from mercat.domain.snippets import snippets
from mercat.model.assets import Kind, Ref
from support.emails import EMAIL, create, full, made, send, template
from support.forms import program
from support.segments import doing, made_people

TOKENS = (
    '<html><body><p>Hello {{lead.First Name:default=friend}}</p><div class="mktEditable" id="main">'
    '<a href="{{system.unsubscribeLink}}">Off</a> <a href="{{system.viewAsWebpageLink}}">Web</a></div></body></html>'
)


def person(client, **fields):
    (number,) = doing(client.server.instance)(lambda tx: made_people(tx, {"email": "ada@example.com", **fields}))
    return number


@pytest.fixture
def captures(marketo):
    """The mails that the instance sent, which are captured."""
    instance = marketo.server.instance
    instance.mailer = CapturingMailer("http://mercat.test")

    def contents():
        mails = instance.read_now(lambda tx: mailbox.browse(tx, recipient=None, subject=None, limit=9))
        return [parsing.contents(content) for _, content in mails]

    return contents


def sample(client, email_id, **options):
    return send(client, email_id, "sendSample", **{"emailAddress": "abe@example.com", **options})


def test_a_preview_is_written_for_nobody_or_for_somebody(marketo):
    email_id = made(marketo, TOKENS)
    assert "Hello friend" in full(marketo, email_id)
    ada = person(marketo, firstName="Ada & <b>")
    assert "Hello Ada &amp; &lt;b&gt;" in full(marketo, email_id, leadId=ada)
    assert marketo.get(f"{EMAIL}/{email_id}/fullContent.json", leadId=9_999).codes == ["1004"]


def test_a_preview_for_a_lead_needs_a_permission_on_leads(marketo, marketo_with):
    email_id, ada = made(marketo, TOKENS), person(marketo, firstName="Ada")
    reader = marketo_with("Read-Only Assets")
    assert "Hello friend" in full(reader, email_id)
    assert reader.get(f"{EMAIL}/{email_id}/fullContent.json", leadId=ada).codes == ["603"]
    assert "Hello Ada" in full(marketo_with("Read-Only Assets", "Read-Only Lead"), email_id, leadId=ada)


def test_my_tokens_of_the_program_are_written(marketo):
    place = {"id": program(marketo), "type": "Program"}
    path = f"/rest/asset/v1/folder/{place['id']}/tokens.json"
    marketo.form(path, folderType="Program", type="text", name="Speaker", value="Grace")
    html = '<div class="mktEditable" id="main">{{my.Speaker}}</div>'
    create(marketo, template(marketo, html), folder=place)
    assert ">Grace<" in full(marketo, 1)


def test_a_pre_header_comes_first_and_is_hidden(marketo):
    email_id = made(marketo, TOKENS)
    marketo.form(f"{EMAIL}/{email_id}.json", preHeader="Hi {{lead.First Name:default=you}} & all")
    start = '<html><body><div style="display:none;max-height:0;overflow:hidden">Hi you &amp; all</div><p>'
    assert full(marketo, email_id).startswith(start)


# -- samples ----------------------------------------------------------------------------------------------------------


def test_a_sample_is_a_mail_with_text_and_html(marketo, captures):
    email_id = made(marketo, TOKENS, subject="Grüße, {{lead.First Name:default=friend}} 💡")
    assert sample(marketo, email_id).document["result"] == [{"id": email_id}]
    (mail,) = captures()
    headers = dict(mail.headers)
    assert headers["From"] == "SomeBody <somebody@example.com>"
    assert (headers["To"], headers["Reply-To"]) == ("abe@example.com", "replies@example.com")
    assert (headers["Subject"], "multipart/alternative" in headers["Content-Type"]) == ("Grüße, friend 💡", True)
    assert "<p>Hello friend</p>" in mail.html
    assert mail.text.startswith("Off <http")


def test_a_sample_is_written_as_for_a_lead(marketo, captures):
    ada = person(marketo, firstName="Ada", lastName="Lovelace")
    header = {"type": "Text", "value": "{{lead.First Name}} {{lead.Last Name}}"}
    email_id = made(marketo, TOKENS)
    send(marketo, email_id, "content", fromName=header, subject=header)
    sample(marketo, email_id, leadId=str(ada))
    (mail,) = captures()
    assert "<p>Hello Ada</p>" in mail.html
    assert dict(mail.headers)["From"] == "Ada Lovelace <somebody@example.com>"
    assert dict(mail.headers)["Subject"] == "Ada Lovelace"


@pytest.mark.parametrize("where", ["call", "email"])
def test_a_sample_is_text_alone_if_asked_for(marketo, captures, where):
    email_id = made(marketo, TOKENS, textOnly=where == "email")
    sample(marketo, email_id, textOnly=where == "call")
    (mail,) = captures()
    assert (mail.html, dict(mail.headers)["Content-Type"]) == (None, 'text/plain; charset="utf-8"')


def test_the_links_of_a_sample_are_addresses_of_this_instance(marketo, captures):
    email_id = made(marketo, TOKENS)
    sample(marketo, email_id)
    (mail,) = captures()
    unsubscribe, web_page = mail.links
    assert unsubscribe.endswith(f"/email/unsubscribe?sample={email_id}")
    assert web_page.endswith(f"/email/view-as-web-page?sample={email_id}")
    assert unsubscribe.startswith("http")


def test_a_sample_is_of_the_draft(marketo, captures):
    email_id = made(marketo, TOKENS)
    send(marketo, email_id, "approveDraft")
    sample(marketo, email_id)
    send(marketo, email_id, "content", subject={"type": "Text", "value": "Second"})
    sample(marketo, email_id)
    assert [dict(mail.headers)["Subject"] for mail in captures()] == ["Hey There", "Second"]


def test_no_sample_goes_out_without_a_mail_server(marketo):
    refused = sample(marketo, made(marketo, TOKENS)).document
    assert refused["errors"] == [{"code": "709", "message": "No mail server is configured"}]


def test_refused_samples(marketo, captures):
    email_id = made(marketo, TOKENS)
    for address in ("abe", "abe@example.com, eve@example.com", "Abe <abe@example.com>"):
        assert sample(marketo, email_id, emailAddress=address).codes == ["1003"]
    assert send(marketo, email_id, "sendSample").codes == ["701"]
    assert sample(marketo, email_id, leadId=9_999).codes == ["1004"]
    assert sample(marketo, email_id, leadId="ada").codes == ["1001"]
    blank = create(marketo, 1, "Blank", subject="{{lead.Nothing}}").result[0].id
    refused = sample(marketo, blank).document
    assert refused["errors"] == [{"code": "709", "message": "Email cannot be approved or sent without 'subject'"}]
    odd = create(marketo, 1, "Odd", fromEmail="{{lead.First Name:default=nobody}}").result[0].id
    assert sample(marketo, odd).codes == ["1003"]
    assert captures() == []


def test_a_snippet_that_is_a_draft_is_in_no_preview_and_no_sample(marketo, captures):
    email_id = made(marketo, TOKENS)

    def work(tx):
        return snippets.create(tx, Ref(Kind.FOLDER, 13), "Footer", "").id

    snippet_id = marketo.server.instance.write_now(work)
    send(marketo, email_id, "content/main", type="Snippet", value=snippet_id)
    refused = marketo.get(f"{EMAIL}/{email_id}/fullContent.json").document
    assert refused["errors"] == [{"code": "709", "message": "Snippet is not approved"}]
    assert sample(marketo, email_id).codes == ["709"]
