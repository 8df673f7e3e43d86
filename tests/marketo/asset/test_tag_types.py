"""/rest/asset/v1/tagType, /rest/asset/v1/tagTypes."""


def test_tag_types_are_listed_without_their_values(marketo):
    answer = marketo.get("/rest/asset/v1/tagTypes.json").document
    assert answer["result"] == [{"tagType": "Presenter", "applicableProgramTypes": "[program]", "required": False}]
    assert (answer["errors"], answer["warnings"]) == ([], [])


def test_by_name_tells_the_values(marketo):
    (tag_type,) = marketo.get("/rest/asset/v1/tagType/byName.json", name="Presenter").document["result"]
    assert tag_type == {
        "tagType": "Presenter",
        "applicableProgramTypes": "[program]",
        "required": False,
        "allowableValues": "[David, Dennis]",
    }


def test_nothing_found_is_a_warning_without_a_result(marketo):
    for answer in (
        marketo.get("/rest/asset/v1/tagType/byName.json", name="Nobody"),
        marketo.get("/rest/asset/v1/tagTypes.json", offset=1),
    ):
        assert answer.document["warnings"] == ["No assets found for the given search criteria."]
        assert "result" not in answer.document


def test_tag_types_refuse_bad_parameters_and_strangers(marketo, marketo_with):
    assert marketo.get("/rest/asset/v1/tagType/byName.json").messages == ["name cannot be blank"]
    assert marketo.get("/rest/asset/v1/tagTypes.json", maxReturn=201).codes == ["1003"]
    assert marketo_with("Read-Only Lead").get("/rest/asset/v1/tagTypes.json").codes == ["603"]
