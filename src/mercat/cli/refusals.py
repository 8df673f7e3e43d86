"""The messages of refusals at the command line."""

from typing import Final

from mercat.domain.access.users import EmailMalformed, SystemRole
from mercat.domain.advertising.accounts.ledger import BalanceTooSmall
from mercat.domain.advertising.delivery import fact_import
from mercat.domain.advertising.refusals import TooEarly, TooLarge
from mercat.domain.advertising.users.audience_rules import AudienceTypeUnfit
from mercat.domain.bridges.bridges import TargetTaken
from mercat.domain.bridges.list_to_audience import ListNotEvaluated
from mercat.domain.bridges.runs import RunGivenUp
from mercat.model import refusals
from mercat.model.rules import Rule

_WORDS: Final[dict[type[refusals.Refusal], str]] = {
    refusals.AlreadyExists: "There is a {kind} '{key}' already; choose another name.",
    refusals.NotFound: "There is no {kind} '{key}'. `mercat {command} list` shows what there is.",
    refusals.InUse: "The {kind} '{key}' is still in use; remove what uses it first.",
    refusals.UnknownField: "There is no field '{field}'. Columns are named as the API names fields, such as firstName.",
    refusals.UnknownFields: "There are no such fields: {fields}. They are named as in the API, such as firstName.",
    refusals.UnknownLookup: "There is no field '{field}' to find records by.",
    refusals.LookupNotSupported: "Records cannot be looked up by the field '{field}'.",
    refusals.FieldNotSupported: "The field '{field}' is not supported here.",
    refusals.WrongType: "'{value}' is not a valid value of {field}.",
    refusals.WrongValue: "'{value}' is not a valid value of {field}.",
    refusals.NotAllowed: "'{value}' is not a valid value of {field}.",
    refusals.Missing: "{field} must not be empty.",
    refusals.ForbiddenCharacters: "{field} has characters that cannot be stored.",
    refusals.TooLong: "{field}: at most {limit} characters.",
    refusals.TooFew: "{field} must be at least {limit} characters.",
    refusals.TooMany: "{field}: at most {limit}.",
    AudienceTypeUnfit: "The audience is of the type {type}; only one of the type CUSTOMER_FILE takes users.",
    BalanceTooSmall: "The account and its wallet hold {most} cents, which is less than the hour costs.",
    TooEarly: "{field} is before {bound}.",
    TooLarge: "{field}: at most {limit}.",
    EmailMalformed: "'{value}' is not a valid email address.",
    ListNotEvaluated: "The smart list has the filter '{filter}', which cannot be evaluated.",
    RunGivenUp: "A part of it failed too often; the log of the server says why.",
    TargetTaken: "Bridge {bridge_id} goes there already, with other settings; delete it first.",
    SystemRole: "Admin and Standard User are system roles: they stay, and Admin has every permission.",
}
RULES: Final[dict[Rule, str]] = {
    Rule.ADMINISTRATOR_DELETED: "You can't delete the last administrator; add another one first.",
    Rule.ADMIN_ROLE_TAKEN: "You can't take the role Admin from the last administrator; add another one first.",
    Rule.JOB_OVER: "The job has already ended.",
    Rule.INVALID_DATA: "The data is not valid.",
    Rule.IMPORT_CANCELLED: "It was cancelled.",
    Rule.PARAMETERS_TOGETHER: "{first} and {second} cannot be used together.",
    Rule.VALUES_LIMIT: "{parameter} exceeds the maximum of {limit}.",
    Rule.RANGE_REVERSED: "startAt is after endAt.",
    Rule.RANGE_TOO_LONG: "The date range is longer than {days} days.",
    Rule.FIELD_NAMED_TWICE: "A field is named twice.",
    Rule.SEVERAL_FILTERS: "Exactly one filter is allowed.",
    Rule.FILTER_UNKNOWN: "Filter '{filter}' is not known.",
    Rule.ACTIVITY_TYPE_NOT_SUPPORTED: "Activity type '{type_id}' is not supported.",
    Rule.ATTRIBUTE_VALUES_UNFIT: "{parameter} does not go with these activityTypeIds.",
    Rule.OBJECT_TYPE_WITHOUT_LEADS: "Only custom objects that are linked to leads can be exported.",
    Rule.STATUS_OF_OTHER_CHANNEL: "Invalid Data.",
    Rule.FILE_EMPTY: "Empty file.",
    Rule.TEXT_NOT_UTF8: "The text is not UTF-8.",
    Rule.TEXT_NOT_IN_ENCODING: "The text is not {encoding}.",
    Rule.COLUMNS_LIMIT: "The file has more than {limit} columns.",
    Rule.COLUMN_NAMED_TWICE: "A column is named twice.",
    Rule.COLUMN_UNNAMED: "A column has no name.",
    Rule.COLUMN_MISSING: "The file has no column '{column}'; its columns are {columns}.",
    Rule.COLUMNS_OF_ONE_FIELD: "The columns '{first}' and '{second}' go to the same field, {field}.",
    Rule.ROW_UNREADABLE: "The row cannot be read.",
    Rule.ROW_MISSHAPEN: "The row has {values} values, the header {columns}.",
}
_LISTS: Final = ("bridge", "role", "service", "user")  # commands with a `list`
_COMMANDS: Final = {"API Only user": "user", "authenticator": "user", "invitation": "user"}


def message_for(refusal: refusals.Refusal) -> str:
    """The message for a refusal: what is wrong, and what to do next."""
    if isinstance(refusal, refusals.NotFound) and _COMMANDS.get(refusal.kind, refusal.kind) not in _LISTS:
        return f"There is no {refusal.kind.lower().replace('_', ' ')} '{refusal.key}'."
    if isinstance(refusal, refusals.AlreadyExists) and refusal.kind == fact_import.KIND:
        return "This hour of the creative is there already; --replace replaces it."
    if isinstance(refusal, refusals.RuleBroken | refusals.InvalidData):
        return RULES[refusal.rule].format(**refusal.facts)
    facts = dict(vars(refusal))
    facts["fields"] = ", ".join(facts.get("fields", ()))
    facts["command"] = _COMMANDS.get(facts.get("kind", ""), facts.get("kind", ""))
    return _WORDS.get(type(refusal), repr(refusal)).format(**facts)
