"""/rest/asset/v1/folder/{id}/tokens: My Tokens."""

import pytest

from mercat.model.clock import MINUTE
from support.marketo import MarketoClient


def define(client: MarketoClient, name="Event Date", type="date", value="2015-04-01", owner=15, **more):
    sent = {"name": name, "type": type, "value": value, "folderType": "Folder", **more}
    return client.form(f"/rest/asset/v1/folder/{owner}/tokens.json", **sent)


def local(client: MarketoClient, owner=15, type="Folder"):
    (found,) = client.get(f"/rest/asset/v1/folder/{owner}/tokens.json", folderType=type).result
    return [(token.name, token.type, token.value) for token in found.tokens]


def folder(client: MarketoClient, name="F", parent=15):
    (made,) = client.form("/rest/asset/v1/folders.json", name=name, parent={"id": parent, "type": "Folder"}).result
    return made.id


def test_a_new_token_answers_with_its_folder(marketo):
    owner = folder(marketo)
    answer = define(marketo, "April Fools", owner=owner).document
    assert (answer["success"], answer["errors"], answer["warnings"]) == (True, [], [])
    assert answer["result"] == [
        {
            "folder": {"type": "Folder", "value": owner},
            "tokens": [
                {
                    "name": "April Fools",
                    "type": "date",
                    "value": "2015-04-01",
                    "computedUrl": f"https://app-mercat.marketo.com/#MF{owner}C3",
                }
            ],
        }
    ]
    found = marketo.get(f"/rest/asset/v1/folder/{owner}/tokens.json", folderType="Folder").document
    assert found["result"] == answer["result"]


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("date", "2024-02-29"),
        ("number", "12"),
        ("number", "-0.5"),
        ("rich text", "<b>Hi &amp; bye</b>\n{{lead.First Name}}"),
        ("score", "+5"),
        ("score", "2147483647"),
        ("score", "-2147483648"),
        ("sfdc campaign", "Spring"),
        ("text", " blanks stay, 漢字 😀 too "),
    ],
)
def test_each_type_takes_its_values(marketo, type, value):
    assert define(marketo, "T", type, value).success
    assert local(marketo) == [("T", type, value)]


@pytest.mark.parametrize(
    ("type", "value", "code", "words"),
    [
        ("date", "04/01/2015", "704", "Invalid date format"),
        ("date", "2015-4-1", "704", "Invalid date format"),
        ("date", "2023-02-29", "704", "Invalid date format"),
        ("number", "many", "1001", "Invalid value 'many'. Required of type 'number'"),
        ("number", "1e5", "1001", "Invalid value '1e5'. Required of type 'number'"),
        ("number", "NaN", "1001", "Invalid value 'NaN'. Required of type 'number'"),
        ("score", "1.5", "1001", "Invalid value '1.5'. Required of type 'score'"),
        ("score", "2147483648", "1001", "Invalid value '2147483648'. Required of type 'score'"),
        ("score", "-2147483649", "1001", "Invalid value '-2147483649'. Required of type 'score'"),
        ("image", "x", "1003", "Invalid value 'image' for 'type'"),
    ],
)
def test_each_type_refuses_other_values(marketo, type, value, code, words):
    answer = define(marketo, "T", type, value)
    assert (answer.codes, answer.messages) == ([code], [words])
    assert "result" not in marketo.get("/rest/asset/v1/folder/15/tokens.json").document


@pytest.mark.parametrize("member", ["name", "type", "value", "folderType"])
def test_every_member_of_a_token_is_required(marketo, member):
    answer = define(marketo, **{member: ""})
    assert (answer.codes, answer.messages) == (["701"], [f"{member} cannot be blank"])


def test_names_have_fifty_characters_at_the_most(marketo):
    for length in (49, 50):
        assert define(marketo, "n" * length).success
    answer = define(marketo, "n" * 51)
    assert (answer.codes, answer.messages) == (["701"], ["name cannot exceed more than 50 characters"])


def test_a_text_has_half_a_mebi_of_characters_at_the_most(marketo):
    assert define(marketo, "T", "text", "x" * 524_288).success
    assert define(marketo, "T", "text", "x" * 524_289).codes == ["701"]
    assert len(local(marketo)[0][2]) == 524_288


def test_the_same_name_again_is_an_update_whatever_its_case(marketo):
    define(marketo, "Event Date")
    define(marketo, "Speaker", "text", "Ann")
    marketo.server.instance.clock.offset_ms += MINUTE
    (answer,) = define(marketo, "event date", "text", "soon").result
    assert [(token.name, token.type, token.value) for token in answer.tokens] == [("event date", "text", "soon")]
    assert local(marketo) == [("event date", "text", "soon"), ("Speaker", "text", "Ann")]


def test_only_the_tokens_of_the_folder_itself_are_listed(marketo):
    inner = folder(marketo)
    define(marketo, "Outer", owner=15)
    define(marketo, "Inner", owner=inner)
    assert [name for name, _, _ in local(marketo, inner)] == ["Inner"]


@pytest.mark.parametrize("query", [{}, {"folderType": "Folder"}, {"folderType": "Program"}])
def test_no_tokens_are_a_warning_without_a_result(marketo, query):
    answer = marketo.get("/rest/asset/v1/folder/15/tokens.json", **query).document
    assert answer["success"]
    assert answer["warnings"] == ["No assets found for the given search criteria."]
    assert "result" not in answer


def test_a_token_needs_a_folder_that_exists(marketo):
    answer = define(marketo, owner=9999)
    assert (answer.codes, answer.messages) == (["710"], ["Parent Folder Not Found"])
    assert define(marketo, folderType="Program").codes == ["710"]
    assert define(marketo, folderType="List").codes == ["1001"]


def test_only_marketing_folders_hold_tokens(marketo):
    (emails,) = marketo.get("/rest/asset/v1/folder/byName.json", name="Emails").result
    answer = define(marketo, owner=emails.id)
    assert (answer.codes, answer.messages) == (["711"], ["Incompatible Folder Type"])


def test_a_token_is_deleted_by_name_and_type(marketo):
    owner = folder(marketo)
    define(marketo, "Event Date", owner=owner)
    define(marketo, "Speaker", "text", "Ann", owner=owner)
    answer = marketo.form(
        f"/rest/asset/v1/folder/{owner}/tokens/delete.json", name="Event Date", type="date", folderType="Folder"
    ).document
    assert answer["result"] == [{"id": owner}]
    assert [name for name, _, _ in local(marketo, owner)] == ["Speaker"]


def test_delete_refuses(marketo):
    define(marketo)

    def refused(owner=15, **sent):
        answer = marketo.form(f"/rest/asset/v1/folder/{owner}/tokens/delete.json", **sent)
        return answer.codes, answer.messages

    assert refused(name="Nobody", type="date") == (["702"], ["Token not found"])
    assert refused(name="Event Date", type="text") == (["702"], ["Token not found"])
    assert refused(9999, name="Event Date", type="date") == (["710"], ["Parent Folder Not Found"])
    assert refused(type="date") == (["701"], ["name cannot be blank"])
    assert refused(name="Event Date") == (["701"], ["type cannot be blank"])


def test_tokens_go_with_their_folder(marketo):
    owner = folder(marketo)
    define(marketo, owner=owner)
    assert marketo.form(f"/rest/asset/v1/folder/{owner}/delete.json").success
    assert "result" not in marketo.get(f"/rest/asset/v1/folder/{owner}/tokens.json").document


def test_tokens_in_a_query_as_a_published_client_sends_them(marketo):
    query = [("folderType", "Folder"), ("type", "text"), ("name", "Speaker"), ("value", "Ann")]
    answer = marketo.send(
        "POST", "/rest/asset/v1/folder/15/tokens.json", query=query, headers={"content-type": "application/json"}
    )
    assert answer.result[0].tokens[0].value == "Ann"


def test_permissions_are_those_of_the_documents(marketo_with):
    reader = marketo_with("Read-Only Assets")
    assert reader.get("/rest/asset/v1/folder/15/tokens.json").success
    assert define(reader).codes == ["603"]
    assert reader.form("/rest/asset/v1/folder/15/tokens/delete.json", name="A", type="text").codes == ["603"]
