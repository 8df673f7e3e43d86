"""The messages of refusals at the command line."""

from typing import Final

from mercat.domain.access.users import EmailMalformed, SystemRole
from mercat.model import refusals
from mercat.model.rules import Rule

_WORDS: Final[dict[type[refusals.Refusal], str]] = {
    refusals.AlreadyExists: "There is a {kind} '{key}' already; choose another name.",
    refusals.NotFound: "There is no {kind} '{key}'. `mercat {command} list` shows what there is.",
    refusals.InUse: "The {kind} '{key}' is still in use; remove what uses it first.",
    refusals.UnknownField: "There is no field '{field}'. Columns are named as the API names fields, such as firstName.",
    refusals.UnknownFields: "There are no such fields: {fields}. They are named as in the API, such as firstName.",
    refusals.UnknownLookup: "There is no field '{field}' to find records by.",
    refusals.LookupNotSupported: "Records are not found by the field '{field}'.",
    refusals.FieldNotSupported: "The field '{field}' does not serve here.",
    refusals.WrongValue: "'{value}' is not a valid value of {field}.",
    refusals.NotAllowed: "'{value}' is not a valid value of {field}.",
    refusals.Missing: "{field} must not be empty.",
    refusals.ForbiddenCharacters: "{field} has characters that cannot be stored.",
    refusals.TooLong: "{field}: at most {limit} characters.",
    refusals.TooFew: "{field} must be at least {limit} characters.",
    refusals.TooMany: "{field}: at most {limit}.",
    EmailMalformed: "'{value}' is not a valid email address.",
    SystemRole: "Admin and Standard User are system roles: they stay, and Admin has every permission.",
    refusals.InvalidData: "{detail}.",
}
RULES: Final[dict[Rule, str]] = {
    Rule.ADMINISTRATOR_DELETED: "You can't delete the last administrator; add another one first.",
    Rule.ADMIN_ROLE_TAKEN: "You can't take the role Admin from the last administrator; add another one first.",
    Rule.JOB_OVER: "The job has already ended.",
}
_LISTS: Final = ("role", "service", "user")  # commands with a `list`
_COMMANDS: Final = {"API Only user": "user", "authenticator": "user", "invitation": "user"}


def message_for(refusal: refusals.Refusal) -> str:
    """The message for a refusal: what is wrong, and what to do next."""
    if isinstance(refusal, refusals.NotFound) and _COMMANDS.get(refusal.kind, refusal.kind) not in _LISTS:
        return f"There is no {refusal.kind.lower()} '{refusal.key}'."
    if isinstance(refusal, refusals.RuleBroken):
        return RULES[refusal.rule].format(**refusal.facts)
    facts = dict(vars(refusal))
    facts["fields"] = ", ".join(facts.get("fields", ()))
    facts["command"] = _COMMANDS.get(facts.get("kind", ""), facts.get("kind", ""))
    return _WORDS.get(type(refusal), repr(refusal)).format(**facts)
