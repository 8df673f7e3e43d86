"""The folders, programs and tokens of the sample data."""

import pytest

from mercat.domain.asset_kinds import catalog
from mercat.domain.tokens import template
from mercat.domain.tokens.context import for_person
from mercat.model.documents import DocumentFilter
from mercat.sandbox.sample import assets
from support.marketo import MarketoClient


@pytest.fixture
def sample(marketo: MarketoClient) -> MarketoClient:
    marketo.server.instance.write_now(assets.fill)
    return marketo


@pytest.mark.parametrize("kind", catalog.KINDS, ids=lambda kind: kind.type.value)
def test_the_sample_data_holds_an_asset_of_every_kind(demo, kind):
    assert demo.instance.read_now(lambda tx: kind.browse(tx, DocumentFilter(), offset=0, limit=1))


def test_there_is_a_program_of_every_type(sample):
    found = sample.get("/rest/asset/v1/programs.json").result
    assert {program.type for program in found} == {"Default", "Event", "Event with Webinar", "Engagement", "Email"}
    assert len({program.name for program in found}) == 9


def test_the_documented_search_by_tag_finds_a_program(sample):
    answer = sample.get("/rest/asset/v1/program/byTag.json", tagType="Presenter", tagValue="Dennis")
    assert [program.name for program in answer.result] == ["Customer Stories"]


def test_tokens_of_the_webinar_override_those_above(sample):
    (webinar,) = sample.get("/rest/asset/v1/program/byName.json", name="Product Webinar").result
    text = "{{my.Event Speaker}} {{my.Registration Score}} {{my.Company Name}}"
    rendered = sample.server.instance.read_now(
        lambda tx: template.compile(text).render(for_person(tx, None, webinar.id))
    )
    assert rendered == "Grace Hopper +25 Example Company"


def test_the_form_of_the_website_is_in_use(sample):
    (form,) = sample.get("/rest/asset/v1/forms.json").result
    assert (form.name, form.status, form.folder.folderName) == ("Contact Form", "approved", "Website")
    filled_in = {"email": "ada@example.com", "firstName": "Ada", "company": "Analytical Engines"}
    answer = sample.post(
        "/rest/v1/leads/submitForm.json",
        formId=form.id,
        programId=form.folder.value,
        input=[{"leadFormFields": filled_in}],
    )
    assert answer.result[0].status == "created"
