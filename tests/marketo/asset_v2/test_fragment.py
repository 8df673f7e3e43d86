"""/rest/asset/v2/fragment: what it is, where it may be used, and what uses it."""

import pytest

from support.designer import NEEDED, Designer, html
from support.forms import program

SETTINGS = NEEDED["fragment"]["settings"]


@pytest.fixture
def fragments(marketo):
    return Designer(marketo, "fragment")


@pytest.fixture
def emails(marketo):
    return Designer(marketo, "email")


def test_a_fragment_has_settings_and_a_theme(fragments):
    settings = {**SETTINGS, "fragmentSubType": "html"}
    (fragment,) = fragments.try_create(settings=settings, themeId="42").document["result"]
    assert (fragment["settings"], fragment["themeId"]) == (settings, "42")
    (fragment,) = fragments.update("1", settings={"supportedChannels": ["email", "web"]}).document["result"]
    assert fragment["settings"] == {**settings, "supportedChannels": ["email", "web"]}


def test_the_context_of_the_editor_is_stored_whole(fragments):
    context = {"dynamicContent": {"rules": [1, None, 2.5, {"deep": {"er": []}}]}}
    (fragment,) = fragments.try_create(editorContext=context).document["result"]
    assert fragment["editorContext"] == context
    assert fragments.filter()["items"][0]["editorContext"] == context


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"supportedChannels": ["email"]}, "701"),
        ({"fragmentType": " ", "supportedChannels": ["email"]}, "701"),
        ({"fragmentType": "email"}, "701"),
        ({"fragmentType": "email", "supportedChannels": []}, "701"),
        ({"fragmentType": "e" * 256, "supportedChannels": ["email"]}, "701"),
        ({"fragmentType": "email", "supportedChannels": ["email"] * 26}, "1003"),
        ({"fragmentType": "email", "supportedChannels": "email"}, "609"),
    ],
)
def test_settings_that_are_not_whole_are_refused(fragments, settings, code):
    assert fragments.try_create(settings=settings).codes == [code]


def test_a_search_goes_by_the_type_of_the_fragment(fragments):
    first = fragments.create()
    second = fragments.approved(name="Two", settings={**SETTINGS, "fragmentType": "expression"})
    fragments.update(second, settings={"fragmentType": "visual"})
    for query, ids in (
        ({"fragmentType": "email"}, [first]),
        ({"fragmentType": "expression"}, [second]),
        ({"fragmentType": "visual"}, []),
        ({"fragmentType": "visual", "status": "draft"}, [second]),
    ):
        assert fragments.matches(**query) == ids


def test_a_fragment_lies_in_a_folder_of_snippets(marketo, fragments):
    app_data = {"folderId": "11", "programId": str(program(marketo))}
    assert fragments.try_create(appData=app_data).codes == ["711"]


@pytest.mark.parametrize(
    "body",
    [
        '<div class="acr-fragment" data-fragment-id="{}"></div>',
        "<p data-fragment-id='ajo:{}'>",
        '<p>{{{{ fragment id="{}" mode="inline" }}}}</p>',
        "{{{{fragment  id = 'ajo:{}'}}}}",
    ],
)
def test_an_email_uses_the_fragments_that_its_content_names(fragments, emails, body):
    fragment_id = fragments.approved()
    email_id = emails.create(name="Spring", data=html(body.format(fragment_id)))
    answer = fragments.post("usedby", assetId=fragment_id).document
    assert answer["result"] == [
        {
            "id": email_id,
            "name": "Spring",
            "appData": {"folderId": "11", "workspaceId": "1"},
            "channel": "email",
            "contentType": "email",
        }
    ]
    assert answer["pageDetails"] == {"totalItems": 1, "pageSize": 20, "currentPage": 0}
    emails.update(email_id, data=html("<p>none</p>"))
    assert fragments.post("usedby", assetId=fragment_id).document["result"] == []


def test_a_comment_and_other_ids_name_no_fragment(fragments, emails):
    fragment_id = fragments.create()
    text = f'<!-- <p data-fragment-id="{fragment_id}"> --><p data-fragment-id="x" data-fragment-id="0">{{{{fragment}}}}'
    emails.create(data={**html(text), "text": {"body": f"fragment id={fragment_id}"}})
    assert fragments.post("bulk/usedby", assetIds=[fragment_id]).document["result"] == [
        {"id": fragment_id, "name": "One", "count": 0, "used": False}
    ]


def test_used_by_answers_a_page_of_all_users_or_of_those_of_a_type(marketo, fragments, emails):
    fragment_id = fragments.create()
    data = html(f'<p data-fragment-id="{fragment_id}">')
    email_ids = [emails.create(name=str(number), data=data) for number in range(3)]
    template_id = Designer(marketo, "emailtemplate").create(data=data)
    for body, ids, count in (
        ({"type": "email"}, email_ids, 3),
        ({"type": "emailtemplate"}, [template_id], 1),
        ({"type": "fragment"}, [], 0),
        ({"type": "all", "pageSize": 3}, email_ids, 4),
        ({"pageSize": 3, "pageIndex": 1}, [template_id], 4),
    ):
        answer = fragments.post("usedby", assetId=fragment_id, **body).document
        assert [user["id"] for user in answer["result"]] == ids
        assert answer["pageDetails"]["totalItems"] == count
    for body in ({"type": "poster"}, {"pageSize": 51}, {"pageIndex": -1}):
        assert fragments.post("usedby", assetId=fragment_id, **body).codes == ["1003"]
    unused = fragments.create(name="Two")
    usage = fragments.post("bulk/usedby", assetIds=[fragment_id, unused]).document["result"]
    assert [(one["id"], one["count"], one["used"]) for one in usage] == [(fragment_id, 4, True), (unused, 0, False)]


def test_a_fragment_in_use_stays_unless_the_call_ignores_that(fragments, emails):
    fragment_id = fragments.approved()
    emails.create(data=html(f'<p data-fragment-id="{fragment_id}">'))
    for answer in (
        fragments.post(f"{fragment_id}/delete"),
        fragments.post("bulk/delete", assetIds=[fragment_id]),
        fragments.step(fragment_id, "unapprove"),
    ):
        assert (answer.codes, answer.messages) == (["709"], ["Fragment is in use"])
    assert fragments.post("bulk/delete", assetIds=[fragment_id], ignoreUsedBy=True).codes == []
    assert fragments.matches() == []


def test_what_uses_a_fragment_is_approved_after_it(fragments, emails):
    fragment_id = fragments.create()
    email_id = emails.create(data=html(f'<p data-fragment-id="{fragment_id}">'))
    answer = emails.step(email_id, "approve")
    assert (answer.codes, answer.messages) == (["709"], [f"Fragment {fragment_id} is not approved"])
    fragments.step(fragment_id, "approve")
    assert emails.step(email_id, "approve").codes == []
    fragments.post("bulk/delete", assetIds=[fragment_id], ignoreUsedBy=True)
    emails.update(email_id, description="x")
    assert emails.step(email_id, "approve").codes == ["709"]


def test_a_fragment_does_not_use_itself(fragments):
    fragment_id = fragments.create()
    fragments.update(fragment_id, data=html(f'<p data-fragment-id="{fragment_id}">'))
    assert fragments.step(fragment_id, "approve").codes == []
    assert fragments.post(f"{fragment_id}/delete").codes == []


def test_a_version_refers_to_a_hundred_fragments_at_most(fragments, emails):
    fragment_id = fragments.create()
    others = "".join(f'<p data-fragment-id="{number}">' for number in range(1_000, 1_100))
    emails.create(data=html(f'{others}<p data-fragment-id="{fragment_id}">'))
    emails.create(name="Two", data=html(f'{others[28:]}<p data-fragment-id="{fragment_id}">'))
    usage = fragments.post("bulk/usedby", assetIds=[fragment_id]).document["result"]
    assert usage[0]["count"] == 1
