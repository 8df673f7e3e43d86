"""Form submissions: a person is created or updated by email address, and the values become an activity."""

import ipaddress
import urllib.parse
from typing import Any, Final

import msgspec

from mercat.domain.activity.read import as_text
from mercat.domain.activity_log import ActivityLog, Origin
from mercat.domain.assets import programs, tree
from mercat.domain.fields.values import excerpt
from mercat.domain.forms import available_fields, forms
from mercat.domain.forms.available_fields import Available
from mercat.domain.members import data, status
from mercat.domain.members import fields as member_fields
from mercat.domain.people import partitions, sync
from mercat.model.activities import StandardActivity
from mercat.model.assets import Program
from mercat.model.documents import Document
from mercat.model.forms import Field, Form
from mercat.model.outcomes import Done, Outcome, Skipped
from mercat.model.refusals import Missing, NotAllowed, NotFound, Refusal, TooLong, UnknownField
from mercat.store.tx import Tx

SOURCE: Final = "Web form fillout"
VISIT_LENGTH: Final = 2_000  # characters of each member of a visit

Values = dict[str, Any]


class Visit(msgspec.Struct, frozen=True):
    """The visit to the page with the form. None stands for an unknown fact."""

    page_url: str | None = None
    query: str | None = None
    ip_address: str | None = None
    user_agent: str | None = None


NO_VISIT: Final = Visit()


class FormInvalid(Refusal):
    """A field of the form has the value null, which a visitor cannot enter."""


def submit(
    tx: Tx,
    form_id: int,
    values: Values,
    *,
    program_id: int | None = None,
    visit: Visit = NO_VISIT,
    cookie: str | None = None,
) -> Outcome:
    """Process a submission of an approved form. Fields have their API names. Raises NotFound, PartitionDenied."""
    document = forms.KIND.get(tx, form_id)
    form = document.versions.approved
    if form is None:
        raise NotFound(document.type, form_id)
    offered = {one.name: one for one in available_fields.every(tx).values()}
    program = _program(tx, document, form, offered, program_id)
    partitions.check_reached(tx, partitions.DEFAULT_ID)  # new people of the form's workspace go there
    try:
        _check_visit(visit)
        of_member = _check(tx, form, offered, values)
        own = {name: value for name, value in values.items() if name not in of_member}
        record = own if cookie is None else {**own, "cookie": cookie}
        origin = Origin(SOURCE, "Form fill", f"Form: {document.title.name}")
        (outcome,) = sync.sync(tx, [record], origin=origin, latest_match=True)
    except Refusal as refusal:
        return Skipped(refusal)
    if isinstance(outcome, Done):
        person_id = int(outcome.id)
        if program is not None:
            _join(tx, program, person_id, {name: values[name] for name in of_member})
        details = _details(tx, document, offered, values, visit)
        log = ActivityLog(tx)
        log.note(StandardActivity.FILL_OUT_FORM, person_id, details, document.id, document.title.name)
        log.write()
    return outcome


def _program(
    tx: Tx, document: Document[Form], form: Form, offered: dict[str, Available], program_id: int | None
) -> Program | None:
    """The program of the submission; without one, the form's own if the form has member fields."""
    if program_id is not None:
        return programs.get(tx, program_id)
    of_member = {one.id for one in offered.values() if one.of_member}
    if not any(field.id in of_member for field in form.fields):
        return None
    around = tree.program_around(tx, document.parent)
    return programs.get(tx, around.id) if around else None


def _join(tx: Tx, program: Program, person_id: int, values: Values) -> None:
    status.set_all(tx, program.id, status.entry(tx, program).name, [person_id], source=SOURCE)
    if values:
        data.write(tx, program.id, [{**values, "leadId": person_id}])


# -- the checks -------------------------------------------------------------------------------------------------------


def _check(tx: Tx, form: Form, offered: dict[str, Available], values: Values) -> list[str]:
    """Refuse values without a field on the form, and values that its fields do not allow. Answers the member fields."""
    on_form = {field.id: field for field in form.fields}
    of_member = []
    if None in values.values():
        raise FormInvalid
    for name, value in values.items():
        one = offered.get(name)
        if one is None or one.id not in on_form:
            raise UnknownField(name[:VISIT_LENGTH])
        _check_value(name, on_form[one.id], value)
        if one.of_member:
            member_fields.catalog(tx).converters[name](value)
            of_member.append(name)
    names = {one.id: one.name for one in offered.values()}
    needed = [names[field.id] for field in form.fields if field.id in names and _is_required(field, on_form)]
    for name in ("email", *needed):
        if values.get(name) in (None, ""):
            raise Missing(name)
    return of_member


def _is_required(field: Field, on_form: dict[str, Field]) -> bool:
    """Whether every submission needs the field: not if the field, or its field set, may be hidden."""
    around = None if field.inside is None else on_form[field.inside]
    hidden = any(one is not None and one.visibility.rules for one in (field, around))
    return field.required and not hidden and (around is None or around.data_type != "profiling")


def _check_value(name: str, field: Field, value: Any) -> None:
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        raise TooLong(name, field.max_length)
    if field.min_value is None and field.max_value is None:
        return
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return  # not a number; writing the record checks its type
    low = float("-inf") if field.min_value is None else field.min_value
    high = float("inf") if field.max_value is None else field.max_value
    if not low <= number <= high:
        raise NotAllowed(name, excerpt(value))


def _check_visit(visit: Visit) -> None:
    for name, text in (
        ("pageURL", visit.page_url),
        ("queryString", visit.query),
        ("leadClientIpAddress", visit.ip_address),
        ("userAgentString", visit.user_agent),
    ):
        if text is not None and len(text) > VISIT_LENGTH:
            raise TooLong(name, VISIT_LENGTH)
    if visit.page_url:
        try:
            parts = urllib.parse.urlsplit(visit.page_url)
        except ValueError:
            parts = urllib.parse.urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise NotAllowed("pageURL", excerpt(visit.page_url))
    if visit.ip_address:
        try:
            ipaddress.IPv4Address(visit.ip_address)
        except ValueError:
            raise NotAllowed("leadClientIpAddress", excerpt(visit.ip_address)) from None


# -- the activity -----------------------------------------------------------------------------------------------------


def _details(
    tx: Tx, document: Document[Form], offered: dict[str, Available], values: Values, visit: Visit
) -> dict[str, Any]:
    lines = [f"{offered[name].id}: {as_text(value) or ''}" for name, value in values.items()]
    lines += [f"munchkinId: {tx.instance_id}", f"formVid: {document.id}"]
    if visit.page_url:
        lines.append(f"_mktoReferrer: {visit.page_url}")
    details = {
        "Client IP Address": visit.ip_address,
        "Form Fields": "\n".join(lines),
        "Query Parameters": visit.query,
        "Referrer URL": visit.page_url,
        "User Agent": visit.user_agent,
    }
    return {name: text for name, text in details.items() if text}
