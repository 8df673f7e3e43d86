"""Forms for tests: made through the API, with as much as a test needs."""

from typing import Any

from support.marketo import MarketoClient

FORMS = {"id": 10, "type": "Folder"}  # Design Studio > Default > Forms
ZONE = {"id": 15, "type": "Folder"}  # Marketing Activities > Default
WARNING = ["No assets found for the given search criteria."]


def create(client: MarketoClient, name: str = "Contact", folder: dict[str, Any] = FORMS, **options: Any) -> int:
    """A draft; its id."""
    number: int = client.form("/rest/asset/v1/forms.json", name=name, folder=folder, **options).result[0].id
    return number


def approved(client: MarketoClient, name: str = "Contact", folder: dict[str, Any] = FORMS, **fields: Any) -> int:
    """An approved form with the fields of a new one, and with `fields`: options by the field's id."""
    form_id = create(client, name, folder)
    for field_id, options in fields.items():
        add_field(client, form_id, field_id, **options)
    approve(client, form_id)
    return form_id


def add_field(client: MarketoClient, form_id: int, field_id: str, **options: Any) -> dict[str, Any]:
    """A field of a form; what was answered."""
    answer = client.form(f"/rest/asset/v1/form/{form_id}/fields.json", fieldId=field_id, **options).document
    assert answer["success"], answer
    made: dict[str, Any] = answer["result"][0]
    return made


def approve(client: MarketoClient, form_id: int) -> None:
    """Put the draft into use."""
    answer = client.form(f"/rest/asset/v1/form/{form_id}/approveDraft.json").document
    assert answer["success"], answer


def program(client: MarketoClient, name: str = "Website", channel: str = "Content") -> int:
    """A program; its id."""
    made = client.form("/rest/asset/v1/programs.json", name=name, folder=ZONE, type="Default", channel=channel)
    number: int = made.result[0].id
    return number
