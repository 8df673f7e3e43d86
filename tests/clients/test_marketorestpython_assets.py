"""marketorestpython, unmodified but for its host: folders, My Tokens, programs, channels, tags and forms."""

import json

import pytest

from mercat.app.mail import CapturingMailer
from mercat.domain.access import api_clients
from mercat.domain.campaigns import assets as campaigns
from mercat.model.assets import Kind, Ref
from mercat.model.campaigns import Content
from mercat.model.campaigns import Rule as CampaignRule
from support import emails, landing_pages
from support.marketo import MarketoClient
from support.segments import doing, made_list, made_segmentation
from support.sockets import listening

marketorestpython = pytest.importorskip("marketorestpython.client")
requests = pytest.importorskip("requests")

GERMANS = {"Germans": [["Country", "is", "Germany"]]}


@pytest.fixture
def client(marketo: MarketoClient):
    server = marketo.server
    service = server.instance.read_now(lambda tx: api_clients.get_service(tx, marketo.name))
    secret = server.instance.read_now(lambda tx: api_clients.secret(tx, service))
    with listening(server.application) as live:
        made = marketorestpython.MarketoClient("123-ABC-456", service.client_id, secret)
        made.host = f"http://{live.address[0]}:{live.address[1]}"
        yield made


def test_folders_and_tokens(client):
    (root,) = client.execute("get_folder_by_name", name="Marketing Activities")
    (folder,) = client.execute("create_folder", name="From a client", parentId=root["id"], parentType="Folder")
    (changed,) = client.execute("update_folder", id=folder["id"], description="Told", isArchive=True)
    assert (changed["description"], changed["isArchive"]) == ("Told", True)
    assert client.execute("get_folder_by_id", id=folder["id"], type="Folder") == [changed]
    assert client.execute("get_folder_contents", id=root["id"], type="Folder")[-1] == changed["folderId"]
    tree = client.execute("browse_folders", root=root["id"], maxDepth=1)
    assert [node["name"] for node in tree] == ["Marketing Activities", "Default", "From a client"]
    client.execute("create_token", id=folder["id"], folderType="Folder", type="text", name="Speaker", value="Ann")
    (tokens,) = client.execute("get_tokens", id=folder["id"], folderType="Folder")
    assert [(token["name"], token["value"]) for token in tokens["tokens"]] == [("Speaker", "Ann")]
    removed = client.execute("delete_tokens", id=folder["id"], folderType="Folder", name="Speaker", type="text")
    assert removed == client.execute("delete_folder", id=folder["id"]) == [{"id": folder["id"]}]


def test_programs(client):
    (channel,) = client.execute("get_channel_by_name", name="Blog")
    assert client.execute("get_channels")[2] == channel
    (tag_type,) = client.execute("get_tags")
    (program,) = client.execute(
        "create_program", folderId=15, folderType="Folder", name="Client's, own", type="Default", channel="Blog",
        tags={tag_type["tagType"]: "David"}, costs=[{"startDate": "2015-01-01", "cost": 2000}],
    )  # fmt: skip
    assert program["costs"] == [{"startDate": "2015-01-01", "cost": 2000}]
    (changed,) = client.execute(
        "update_program", id=program["id"], name="Renamed", description="Told", tags={"Presenter": "Dennis"}
    )
    assert (changed["name"], changed["description"]) == ("Renamed", "Told")
    assert changed["tags"] == [{"tagType": "Presenter", "tagValue": "Dennis"}]
    assert client.execute("get_program_by_id", id=program["id"]) == [changed]
    assert client.execute("get_program_by_name", name="Renamed")[0]["id"] == program["id"]
    tagged = client.execute("get_program_by_tag_type", tagType="Presenter", tagValue="Dennis")
    assert [found["id"] for found in tagged] == [program["id"]]
    assert [found["name"] for found in client.execute("browse_programs")] == ["Renamed"]
    assert client.execute("delete_program", id=program["id"]) == [{"id": program["id"]}]
    assert client.execute("browse_programs") == []


def test_programs_are_cloned_and_email_programs_approved(client):
    (program,) = client.execute(
        "create_program", folderId=15, folderType="Folder", name="Original", type="Email", channel="Email Send"
    )
    (copy,) = client.execute(
        "clone_program", id=program["id"], name="Copy", folderId=15, folderType="Folder", description="Told"
    )
    assert (copy["name"], copy["description"], copy["type"]) == ("Copy", "Told", "Email")
    with pytest.raises(Exception, match="Program needs a start date and an end date"):
        client.execute("approve_program", id=copy["id"])
    with pytest.raises(Exception, match="Program is not approved"):
        client.execute("unapprove_program", id=copy["id"])
    contents = client.execute("get_folder_contents", id=15, type="Folder")
    assert contents == [{"id": program["id"], "type": "Program"}, {"id": copy["id"], "type": "Program"}]


def test_files(client, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<h1>Hello</h1>")
    folder = '{"id": 16, "type": "Folder"}'
    (file,) = client.execute(
        "create_file", name="page.html", file=str(page), folder=folder, description="A page", insertOnly=True
    )
    assert (file["size"], file["mimeType"], file["description"]) == (14, "text/html", "A page")
    assert requests.get(file["url"], timeout=10).text == "<h1>Hello</h1>"
    with pytest.raises(Exception, match="File with the same name already exists"):
        client.execute("create_file", name="page.html", file=str(page), folder=folder, insertOnly=True)
    page.write_text("<h1>Bye</h1>")
    (changed,) = client.execute("update_file_content", id=file["id"], file=str(page))
    assert requests.get(changed["url"], timeout=10).text == "<h1>Bye</h1>"
    assert client.execute("get_file_by_id", id=file["id"]) == [changed]
    assert client.execute("get_file_by_name", name="page.html") == [changed]
    assert client.execute("list_files", folder=folder, maxReturn=1) == [changed]


def test_redirect_rules_and_domains(client, marketo):
    ((domain,),) = client.execute("get_landing_page_domains", maxReturn=2)
    assert domain == {"hostname": "123-abc-456.mktoweb.com", "type": "domain"}
    for source in ("a", "b", "c"):
        marketo.form(
            "/rest/asset/v1/redirectRules.json",
            hostname=domain["hostname"],
            redirectFrom={"type": "path", "value": source},
            redirectTo={"type": "url", "value": f"www.example.com/{source}"},
        )
    pages = client.execute("get_landing_page_redirect_rules", maxReturn=2)
    assert [[rule["id"] for rule in page] for page in pages] == [[1, 2], [3]]
    ((rule,),) = client.execute("get_landing_page_redirect_rules", redirectToPath="b")
    assert rule["redirectToUrl"] == "www.example.com/b"
    assert list(client.execute("get_landing_page_redirect_rules", redirectTolandingPageId=7)) == []


def test_forms(client):
    (form,) = client.execute("create_form", name="From a client", folderId=10, folderType="Folder", language="French")
    (field,) = client.execute("create_form_field", id=form["id"], fieldId="Company", required=True, label="Where?")
    assert (field["label"], field["required"]) == ("Where?", True)
    (field,) = client.execute("update_form_field", id=form["id"], fieldId="Company", label="Where", hintText="A firm")
    assert client.execute("get_form_fields", id=form["id"])[-1] == field
    client.execute("delete_form_field", id=form["id"], fieldId="LastName")
    (live,) = client.execute("approve_form", id=form["id"])
    assert (live["status"], live["buttonLabel"]) == ("approved", "Envoyer")
    client.execute("update_form", id=form["id"], progressiveProfiling=True)
    (draft,) = client.execute("get_form_by_id", id=form["id"], status="draft")
    assert draft["progressiveProfiling"] is True
    assert client.execute("discard_form_draft", id=form["id"]) == [{"id": form["id"]}]
    (copy,) = client.execute("clone_form", id=form["id"], name="A copy", folderId=10, folderType="Folder")
    assert client.execute("get_form_by_name", name="A copy") == [copy]
    found = client.execute("get_forms", maxReturn=1, folderId=10, folderType="Folder")
    assert [one["id"] for one in found] == [form["id"], copy["id"]]
    (page,) = client.execute("get_thank_you_page_by_form_id", id=form["id"])
    assert page["thankYouList"] == live["thankYouList"]
    sent = {"leadFormFields": {"email": "marge@example.com", "company": "Springfield"}}
    (lead,) = client.execute("submit_form", formId=form["id"], input=sent)
    assert lead["status"] == "created"
    (unapproved,) = client.execute("unapprove_form", id=form["id"])
    assert unapproved["status"] == "draft"
    assert client.execute("delete_form", id=form["id"]) == [{"id": form["id"]}]


def test_email_templates(client, tmp_path):
    place = {"folderId": 12, "folderType": "Folder"}
    first, second = tmp_path / "first.html", tmp_path / "second.html"
    first.write_text('<p class="mktEditable" id="one">Hello</p>')
    second.write_text('<p class="mktEditable" id="one">Bye</p>')
    (made,) = client.execute("create_email_template", name="From a client", content=str(first), **place)
    (live,) = client.execute("approve_email_template", id=made["id"])
    assert live["status"] == "approved"
    client.execute("update_email_template_content", id=made["id"], content=str(second))
    (draft,) = client.execute("get_email_template_content", id=made["id"], status="draft")
    assert draft["content"] == second.read_text()
    assert client.execute("discard_email_template_draft", id=made["id"]) == [{"id": made["id"]}]
    (kept,) = client.execute("get_email_template_content", id=made["id"])
    assert kept["content"] == first.read_text()
    client.execute("update_email_template", id=made["id"], name="Renamed", description="By a client")
    assert client.execute("get_email_template_by_id", id=made["id"], status="draft")[0]["name"] == "Renamed"
    assert client.execute("get_email_template_by_name", name="From a client", status="approved") == [live]
    (copy,) = client.execute("clone_email_template", id=made["id"], name="A copy", **place)
    assert {one["id"] for one in client.execute("get_email_templates")} == {made["id"], copy["id"]}
    pages = client.execute("get_email_templates_yield", maxReturn=1)
    assert [one["id"] for page in pages for one in page] == [made["id"], copy["id"]]
    assert client.execute("get_email_template_used_by", id=made["id"]) == []
    assert client.execute("unapprove_email_template", id=made["id"])[0]["status"] == "draft"
    assert client.execute("delete_email_template", id=made["id"]) == [{"id": made["id"]}]


def test_landing_page_templates(client, tmp_path):
    place = {"folderId": 9, "folderType": "Folder"}
    page = tmp_path / "page.html"
    page.write_text('<div id="mktoContent"></div>')
    (made,) = client.execute("create_landing_page_template", name="From a client", templateType="freeForm", **place)
    client.execute("update_landing_page_template_content", id=made["id"], content=str(page))
    (content,) = client.execute("get_landing_page_template_content", id=made["id"])
    assert content["content"] == page.read_text()
    (live,) = client.execute("approve_landing_page_template", id=made["id"])
    assert live["status"] == "approved"
    client.execute("update_landing_page_template", id=made["id"], name="Renamed", description="By a client")
    assert client.execute("get_landing_page_template_by_id", id=made["id"], status="draft")[0]["name"] == "Renamed"
    assert client.execute("discard_landing_page_template_draft", id=made["id"]) == [{"id": made["id"]}]
    assert client.execute("get_landing_page_template_by_name", name="From a client", status="approved") == [live]
    (copy,) = client.execute("clone_landing_page_template", id=made["id"], name="A copy", **place)
    assert [one["id"] for one in client.execute("get_landing_page_templates", **place)] == [made["id"], copy["id"]]
    pages = client.execute("get_landing_page_templates_yield", maxReturn=1)
    assert [one["id"] for page in pages for one in page] == [made["id"], copy["id"]]
    assert client.execute("unapprove_landing_page_template", id=made["id"])[0]["status"] == "draft"
    assert client.execute("delete_landing_page_template", id=made["id"]) == [{"id": made["id"]}]


def test_emails(client, marketo):
    instance = marketo.server.instance
    instance.mailer = CapturingMailer("http://mercat.test")
    template_id = emails.template(marketo)
    headers = {"subject": "Hi", "fromName": "Us", "fromEmail": "us@example.com", "replyEmail": "re@example.com"}
    (email,) = client.execute(
        "create_email", name="From a client", folderId=11, folderType="Folder", template=template_id,
        description="d", operational=True, **headers,
    )  # fmt: skip
    email_id = email["id"]
    assert client.execute("get_email_by_id", id=email_id, status="draft") == [email]
    assert client.execute("get_email_by_name", name="From a client", folderId=11, folderType="Folder") == [email]
    (changed,) = client.execute("update_email", id=email_id, preHeader="Soon", published=True, webView=True)
    assert (changed["preHeader"], changed["publishToMSI"], changed["webView"]) == ("Soon", True, True)
    client.execute("update_email_content", id=email_id, type="Text", subject="Hello", replyTo="other@example.com")
    client.execute(
        "update_email_content_in_editable_section", id=email_id, htmlId="intro", type="Text", value="<b>Grüße</b>",
        textValue="Grüße",
    )  # fmt: skip
    by_id = {section["htmlId"]: section for section in client.execute("get_email_content", id=email_id)}
    assert [text["value"] for text in by_id["intro"]["value"]] == ["<b>Gr&#252;&#223;e</b>", "Grüße"]
    (variable,) = client.execute("update_email_variable", id=email_id, name="label", value="More", moduleId="story")
    assert variable in client.execute("get_email_variables", id=email_id)
    assert client.execute("approve_email", id=email_id) == [{"id": email_id}]
    assert "<b>Gr&#252;&#223;e</b>" in client.execute("get_email_full_content", id=email_id, type="HTML")[0]["content"]
    sample = client.execute("send_sample_email", id=email_id, emailAddress="abe@example.com", textOnly=True)
    assert sample == [{"id": email_id}]
    client.execute("update_email", id=email_id, name="Other")
    assert client.execute("discard_email_draft", id=email_id) == [{"id": email_id}]
    (copy,) = client.execute("clone_email", id=email_id, name="Copy", folderId=11, folderType="Folder")
    assert [one["id"] for one in client.execute("get_emails", maxReturn=1)] == [email_id, copy["id"]]
    assert [len(page) for page in client.execute("get_emails_yield", maxReturn=1)] == [1, 1]
    assert client.execute("unapprove_email", id=email_id) == client.execute("delete_email", id=email_id)


def test_dynamic_content_and_code_of_emails(client, marketo, tmp_path):
    email_id = emails.made(marketo)
    doing = marketo.server.instance.write_now
    segmentation = doing(lambda tx: made_segmentation(tx, {"North": [["Country", "is", "Canada"]]}))
    words = {"id": email_id, "dynamicContentId": "RVMtaW50cm8="}
    client.execute("update_email_content_in_editable_section", email_id, "intro", "DynamicContent", segmentation)
    for method in ("data", "args"):
        client.execute(
            "update_email_dynamic_content", segment="North", value="Snow", type="HTML", data_method=method, **words
        )
    (dynamic,) = client.execute("get_email_dynamic_content", status="draft", **words)
    assert [part["content"] for part in dynamic["content"]] == ["Snow", "Dear reader"]
    code = tmp_path / "email.html"
    code.write_text("<html><body>All new</body></html>")
    other = emails.create(marketo, 1, "Code").result[0].id
    emails.left_template(marketo, other)
    assert client.execute("update_email_full_content", id=other, content=str(code)) == [{"id": other}]
    assert emails.full(marketo, other) == code.read_text()


def test_pushing_leads(client):
    client.execute(
        "create_program", folderId=15, folderType="Folder", name="Website", type="Default", channel="Content"
    )
    leads = [{"email": "ada@example.com", "firstName": "Ada"}]
    (pushed,) = client.execute("push_lead", leads=leads, programName="Website", source="Site", reason="Prices")
    assert pushed["status"] == "created"


def test_smart_lists_and_segmentations(client, marketo):
    write = doing(marketo.server.instance)
    source = write(lambda tx: made_list(tx, "Germans", ("Country", "is", "Germany")))
    (found,) = client.execute("get_smart_list_by_id", id=source, includeRules=True)
    assert [one["name"] for one in found.pop("rules")["filters"]] == ["Country"]
    assert client.execute("get_smart_list_by_name", name="Germans") == [found]
    (copy,) = client.execute("clone_smart_list", id=source, name="A copy", folderId=5, folderType="Folder")
    (campaign,) = client.execute("create_smart_campaign", name="Hello", folderId=15, folderType="Folder")
    (ours,) = client.execute("get_smart_list_by_smart_campaign_id", id=campaign["id"])
    assert ours["id"] == campaign["smartListId"] and ours["rules"]["filters"] == []
    (program,) = client.execute(
        "create_program", folderId=15, folderType="Folder", name="News", type="Email", channel="Email Send"
    )
    (audience,) = client.execute("get_smart_list_by_program_id", id=program["id"])
    pages = list(client.execute("get_smart_lists"))
    assert [one["id"] for page in pages for one in page] == [source, copy["id"], ours["id"], audience["id"]]
    assert client.execute("delete_smart_list", id=copy["id"]) == [{"id": copy["id"]}]
    number = write(lambda tx: made_segmentation(tx, {"Germany": [("Country", "is", "Germany")]}))
    assert [one["id"] for one in client.execute("get_segmentations", status="approved")] == [number]
    assert [one["name"] for one in client.execute("get_segments", id=number)] == ["Germany", "Default"]


def test_landing_pages(client, marketo):
    place = {"folderId": 8, "folderType": "Folder"}
    template_id = landing_pages.template(marketo)
    head = {
        "title": "Title",
        "keywords": "tea",
        "robots": "index, follow",
        "customHeadHTML": "<i>",
        "prefillForm": True,
    }
    head |= {"description": "Told", "facebookOgTags": "<meta>", "mobileEnabled": True}
    (made,) = client.execute("create_landing_page", name="From a client", template=template_id, **place, **head)
    assert (made["title"], made["formPrefill"], made["mobileEnabled"]) == ("Title", True, True)
    assert client.execute("approve_landing_page", id=made["id"]) == [{"id": made["id"]}]
    (live,) = client.execute("get_landing_page_by_name", name="From a client", status="approved")
    changes = {"name": "Renamed", "styleOverRide": "p {}", "urlPageName": "renamed", **head}
    (draft,) = client.execute("update_landing_page", id=made["id"], **changes)
    assert draft["URL"].endswith("/renamed.html")
    assert client.execute("get_landing_page_by_id", id=made["id"], status="draft") == [draft]
    assert client.execute("discard_landing_page_draft", id=made["id"]) == [{"id": made["id"]}]
    (again,) = client.execute("get_landing_page_by_id", id=made["id"])
    assert {**again, "updatedAt": live["updatedAt"]} == live
    (copy,) = client.execute("clone_landing_page", id=made["id"], name="A copy", template=template_id, **place)
    assert [one["id"] for one in client.execute("get_landing_pages", maxReturn=1, **place)] == [made["id"], copy["id"]]
    found = client.execute("get_landing_pages_yield", maxReturn=1, **place)
    assert [one["id"] for part in found for one in part] == [made["id"], copy["id"]]
    assert client.execute("unapprove_landing_page", id=made["id"])[0]["status"] == "draft"
    assert client.execute("delete_landing_page", id=made["id"]) == [{"id": made["id"]}]


def test_landing_page_content(client, marketo):
    page_id = landing_pages.page(marketo)
    look = {"backgroundColor": "#ffffff", "borderColor": "red", "borderStyle": "solid", "borderWidth": "1px"}
    look |= {"height": "9px", "zIndex": 15, "left": "1px", "opacity": "0.5", "top": "2px", "width": "50%"}
    look |= {"hideDesktop": False, "hideMobile": True}
    made = client.execute(
        "create_landing_page_content_section", id=page_id, type="RichText", value="Grüße", contentId="text", **look
    )
    assert made == [{"id": page_id}]
    (section,) = client.execute("get_landing_page_content", id=page_id)
    assert (section["content"], section["formattingOptions"]) == ("Gr&#252;&#223;e", look)
    client.execute(
        "update_landing_page_content_section",
        id=page_id,
        contentId="text",
        type="RichText",
        value="Hi",
        index=1,
        **look,
    )
    segmentation_id = doing(marketo.server.instance)(lambda tx: made_segmentation(tx, GERMANS))
    dynamic = {"type": "DynamicContent", "value": segmentation_id}
    client.execute("update_landing_page_content_section", id=page_id, contentId="text", **dynamic)
    (section,) = client.execute("get_landing_page_content", id=page_id, status="draft")
    content_id = section["content"]["content"]
    changes = {"segment": "Germans", "type": "RichText", "value": "Hallo", **look}
    client.execute("update_landing_page_dynamic_content", id=page_id, dynamicContentId=content_id, **changes)
    (answer,) = client.execute("get_landing_page_dynamic_content", id=page_id, dynamicContentId=content_id)
    assert [one["content"] for one in answer["segments"]] == ["Hallo", "Hi"]
    segments = json.dumps([{"segmentationId": segmentation_id, "segmentId": answer["segments"][0]["segmentId"]}])
    (full,) = client.execute("get_landing_page_full_content", id=page_id, segmentation=segments)
    assert ">Hallo</div>" in full["content"]
    assert client.execute("get_landing_page_variables", id=page_id) is None
    deleted = client.execute("delete_landing_page_content_section", id=page_id, contentId="text")
    assert deleted == [{"id": page_id}]


def test_static_lists(client, marketo):
    made = client.execute("create_list", folderId=15, folderType="Folder", name="Readers", description="Told")
    number = made[0]["id"]
    (changed,) = client.execute("update_list", id=number, name="Subscribers", description="More")
    assert (changed["name"], changed["description"]) == ("Subscribers", "More")
    assert client.execute("get_list_by_id", id=number)[0]["name"] == "Subscribers"
    assert client.execute("get_list_by_name", name="Subscribers")[0]["id"] == number
    assert [one["id"] for one in client.execute("browse_lists", folderId=15, folderType="Folder")] == [number]
    assert [[one["id"] for one in page] for page in client.execute("browse_lists_yield")] == [[number]]
    assert client.execute("delete_list", id=number) == [{"id": number}]


def test_smart_campaigns(client, marketo):
    with pytest.raises(Exception, match="702"):
        client.execute("activate_smart_campaign", id=99)

    def fill(tx):
        place = Ref(Kind.FOLDER, 15)
        campaign_id = campaigns.create(tx, "Welcome", place)
        trigger = CampaignRule("Campaign is Requested", {"source": "Web Service API"})
        campaigns.define(tx, campaign_id, Content((trigger,), steps=(CampaignRule("Send Alert"),)))
        return campaign_id

    number = marketo.server.instance.write_now(fill)
    client.execute("update_smart_campaign", id=number, name="Hello", description="Told")
    (one,) = client.execute("get_smart_campaign_by_id", id=number)
    assert (one["name"], one["description"], one["isActive"]) == ("Hello", "Told", False)
    assert client.execute("get_smart_campaign_by_name", name="Hello")[0]["id"] == number
    assert client.execute("activate_smart_campaign", id=number) == [{"id": number}]
    assert client.execute("deactivate_smart_campaign", id=number) == [{"id": number}]
    (copy,) = client.execute("clone_smart_campaign", id=number, folderId=15, folderType="Folder", name="Copy")
    pages = client.execute("get_smart_campaigns", folderId=15, folderType="Folder")
    assert [one["id"] for page in pages for one in page] == [number, copy["id"]]
    assert client.execute("delete_smart_campaign", id=copy["id"]) == [{"id": copy["id"]}]


def test_snippets(client, marketo):
    (made,) = client.execute("create_snippet", name="Footer", folderId=13, folderType="Folder", description="Told")
    number = made["id"]
    (changed,) = client.execute("update_snippet", id=number, name="Imprint", description="More")
    assert (changed["name"], changed["description"]) == ("Imprint", "More")
    assert client.execute("update_snippet_content", id=number, type="HTML", content="<p>Hi</p>") == [{"id": number}]
    assert client.execute("get_snippet_content", id=number) == [{"type": "HTML", "content": "<p>Hi</p>"}]
    assert client.execute("approve_snippet", id=number)[0]["status"] == "approved"
    segmentation = marketo.server.instance.write_now(lambda tx: made_segmentation(tx, GERMANS))
    client.execute("update_snippet_content", id=number, type="DynamicContent", content=segmentation)
    segment = client.execute("get_segments", id=segmentation)[0]["id"]
    client.execute("update_snippet_dynamic_content", id=number, segmentId=segment, value="<p>Hallo</p>", type="HTML")
    assert client.execute("get_snippet_by_id", id=number, status="draft")[0]["status"] == "draft"
    assert client.execute("discard_snippet_draft", id=number) == [{"id": number}]
    client.execute("update_snippet_content", id=number, type="DynamicContent", content=segmentation)
    client.execute("update_snippet_dynamic_content", id=number, segmentId=segment, value="<p>Hallo</p>", type="HTML")
    client.execute("approve_snippet", id=number)
    (dynamic,) = client.execute("get_snippet_dynamic_content", id=number)
    assert [one["content"] for one in dynamic["content"] if one["type"] == "HTML"] == ["<p>Hallo</p>", "<p>Hi</p>"]
    (copy,) = client.execute("clone_snippet", id=number, name="Copy", folderId=13, folderType="Folder")
    assert [one["id"] for one in client.execute("get_snippets")] == [number, copy["id"]]
    assert [len(page) for page in client.execute("get_snippets_yield", maxReturn=1)] == [1, 1]
    assert client.execute("unapprove_snippet", id=number)[0]["status"] == "draft"
    assert client.execute("delete_snippet", id=number) == [{"id": number}]


def test_lists_of_assets_come_page_by_page(client, marketo):
    for number in range(3):
        client.execute("create_form", folderId=10, folderType="Folder", name=f"Form {number}")
        client.execute(
            "create_program", folderId=15, folderType="Folder", name=f"Program {number}", type="Default", channel="Blog"
        )
        marketo.upload(
            "/rest/asset/v1/files.json", b"text", name=f"file{number}.txt", folder={"id": 16, "type": "Folder"}
        )
    assert [len(page) for page in client.execute("get_forms_yield", maxReturn=2)] == [2, 1]
    assert [len(page) for page in client.execute("get_programs_yield", maxReturn=2)] == [2, 1]
    assert [len(page) for page in client.execute("get_files_yield", maxReturn=2)] == [2, 1]
    assert client.execute("get_tag_by_name", name="Presenter")[0]["tagType"] == "Presenter"
