"""A form in a page: its fields as a browser shows them, without the script that the platform draws them with."""

import html
from typing import Final

from mercat.domain.forms import available_fields, form_fields, forms
from mercat.model.forms import Field, Form
from mercat.store.tx import Tx

_INPUTS: Final = {"email": "email", "phone": "tel", "url": "url", "date": "date", "number": "number", "range": "range"}


def write(tx: Tx, form_id: int, *, prefill: bool) -> str:
    """The HTML of a form, approved or else the draft. With `prefill`, fields hold tokens of what is known.

    Raises NotFound.
    """
    version = forms.KIND.get(tx, form_id).versions.pick()
    assert version is not None, "an asset has a version"
    form = version[1]
    names = {id: field.display_name for id, field in available_fields.every(tx).items()} if prefill else {}
    fields = "\n".join(_field(field, names.get(field.id)) for field in form_fields.arranged(form))
    button = f'<button type="submit" class="mktoButton">{html.escape(form.button_label)}</button>'
    return f'<form id="mktoForm_{form_id}" class="{_classes(form)}">\n{fields}\n{button}\n</form>'


def _classes(form: Form) -> str:
    return html.escape(f"mktoForm mktoForm-{form.theme}")


def _field(field: Field, token_name: str | None) -> str:
    """A label and an input, a text, or the name of a set."""
    if field.data_type == form_fields.RICH_TEXT:
        return f'<div class="mktoHtmlText">{field.text or ""}</div>'
    label = html.escape(field.label or field.id)
    if field.data_type in form_fields.SETS:
        return f'<p class="mktoFieldset">{label}</p>'
    if field.data_type == "hidden":
        return ""
    return f'<label for="{html.escape(field.id)}">{label}</label> {_input(field, token_name)}<br>'


def _input(field: Field, token_name: str | None) -> str:
    name = html.escape(field.id)
    required = " required" if field.required else ""
    value = (
        f"{{{{lead.{token_name}}}}}" if token_name and field.form_prefill else html.escape(field.default_value or "")
    )
    attributes = f'id="{name}" name="{name}"{required}'
    if field.data_type == "textarea":
        return f"<textarea {attributes}>{value}</textarea>"
    if field.choices:
        options = "".join(
            f'<option value="{html.escape(choice.value)}"{" selected" if choice.selected else ""}>'
            f"{html.escape(choice.label)}</option>"
            for choice in field.choices
        )
        return f"<select {attributes}{' multiple' if field.multi_select else ''}>{options}</select>"
    if field.data_type == "single_checkbox":
        return f'<input type="checkbox" {attributes}{" checked" if field.initially_checked else ""}>'
    return f'<input type="{_INPUTS.get(field.data_type, "text")}" {attributes} value="{value}">'
