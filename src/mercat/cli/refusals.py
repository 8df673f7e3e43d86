"""Refusals in words for somebody at a shell."""

from typing import Final

from mercat.domain.identity import EmailMalformed, RoleFixed
from mercat.model import refusals as r

_WORDS: Final[dict[type[r.Refusal], str]] = {
    r.AlreadyExists: "There is a {kind} '{key}' already; choose another name.",
    r.NotFound: "There is no {kind} '{key}'. `mercat {command} list` shows what there is.",
    r.InUse: "The {kind} '{key}' is still in use; remove what uses it first.",
    r.UnknownField: "There is no field '{field}'. Columns are named as the API names fields, such as firstName.",
    r.UnknownFields: "There are no such fields: {fields}. They are named as in the API, such as firstName.",
    r.UnknownLookup: "There is no field '{field}' to find records by.",
    r.LookupNotSupported: "Records are not found by the field '{field}'.",
    r.FieldNotSupported: "The field '{field}' does not serve here.",
    r.WrongValue: "'{value}' is not a valid value of {field}.",
    r.NotAllowed: "'{value}' is not a valid value of {field}.",
    r.Missing: "{field} must not be empty.",
    r.ForbiddenCharacters: "{field} has characters that cannot be stored.",
    r.TooLong: "{field}: at most {limit} characters.",
    r.TooFew: "{field} must be at least {limit} characters.",
    r.TooMany: "{field}: at most {limit}.",
    EmailMalformed: "'{value}' is not a valid email address.",
    RoleFixed: "Admin and Standard User are system roles: they stay, and Admin has every permission.",
    r.InvalidData: "{detail}.",
}
RULES: Final[dict[r.Rule, str]] = {
    r.Rule.ADMINISTRATOR_DELETED: "You can't delete the last administrator; add another one first.",
    r.Rule.ADMIN_ROLE_TAKEN: "You can't take the role Admin from the last administrator; add another one first.",
    r.Rule.JOB_OVER: "The job has already ended.",
}
_LISTS: Final = ("role", "service", "user")  # commands that list what there is
_COMMANDS: Final = {"API Only user": "user", "authenticator": "user", "invitation": "user"}


def in_words(refusal: r.Refusal) -> str:
    """One sentence, and what to do next."""
    if isinstance(refusal, r.NotFound) and _COMMANDS.get(refusal.kind, refusal.kind) not in _LISTS:
        return f"There is no {refusal.kind.lower()} '{refusal.key}'."
    if isinstance(refusal, r.RuleBroken):
        return RULES[refusal.rule] if isinstance(refusal.rule, r.Rule) else f"{refusal.rule}."
    facts = dict(vars(refusal))
    facts["fields"] = ", ".join(facts.get("fields", ()))
    facts["command"] = _COMMANDS.get(facts.get("kind", ""), facts.get("kind", ""))
    return _WORDS.get(type(refusal), repr(refusal)).format(**facts)
