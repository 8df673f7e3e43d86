"""Refusal -> code and words, for a whole response or for one record (help/rest-api/error-codes.md)."""

import functools
from collections.abc import Callable
from importlib import resources
from typing import Any, Final

import msgspec

from mercat.domain.activity.add import AttributesTooLong
from mercat.domain.activity.custom import TooManyTypes
from mercat.domain.bulk.exports import AllowanceSpent, AlreadyQueued, QueueFull
from mercat.domain.bulk.file_importers import InvalidEmail, KeyMissing
from mercat.domain.bulk.filters import FilterNotSupported
from mercat.domain.bulk.imports import ListBusy, TooManyImports
from mercat.domain.campaigns.copies import TooManyClones
from mercat.domain.campaigns.runs import RunTooLate
from mercat.domain.forms.form_fields import ContentTooLong
from mercat.domain.lead_capture.submission import FormInvalid
from mercat.domain.lists import static_lists
from mercat.domain.members.data import MembershipNotFound, MembershipTooLarge
from mercat.domain.members.status import NotMember, StatusRegression, StatusUnknown
from mercat.domain.records.custom import NoDraft, TooManyFields
from mercat.domain.records.sync import DuplicateKey, ReadOnly
from mercat.marketo import rule_texts
from mercat.model import refusals
from mercat.model.import_jobs import Remark
from mercat.wire.faults import InjectedFault

_TYPES: Final = {"int": "integer", "str": "string", "bool": "boolean", "float": "float"}


def _required_of_type(refusal: Any) -> str:
    return f"Invalid value '{refusal.value}'. Required of type '{_TYPES.get(refusal.expected, refusal.expected)}'"


def _membership(refusal: Any) -> str:
    return f"Total membership size: {refusal.total:,} exceeds the limit allowed {refusal.limit:,} for the filter"


def _rule(refusal: Any) -> str:
    return rule_texts.TEXTS[refusal.rule].format(**refusal.facts)


# The pages of these show it in these words; those of opportunities, custom objects and everything else in the others.
_RECORDS: Final = frozenset({"company", "salesPerson", "namedAccount", "namedAccountList"})


def _not_found(refusal: Any) -> str:
    return "Record not found" if refusal.kind in _RECORDS else "Object not found"


# A text is filled with the refusal's facts; a function gets the refusal.
CODES: Final[dict[type[refusals.Refusal], tuple[int, str | Callable[[Any], str]]]] = {
    refusals.TokenMissing: (603, "Access denied"),
    refusals.TokenInvalid: (601, "Access token invalid"),
    refusals.TokenExpired: (602, "Access token expired"),
    refusals.AccessDenied: (603, "Access denied"),
    refusals.MethodNotAllowed: (605, "HTTP Method not supported"),
    refusals.RateExceeded: (606, "Max rate limit '{calls}' exceeded with in '{seconds}' secs"),
    refusals.QuotaReached: (607, "Daily quota reached"),
    refusals.MalformedJson: (609, "Invalid JSON"),
    refusals.UnknownPath: (610, "Requested resource not found"),
    refusals.WrongContentType: (612, "Invalid Content Type"),
    refusals.MalformedMultipart: (613, "Invalid Multipart Request"),
    refusals.TooManyAtOnce: (615, "Concurrent access limit reached"),
    refusals.WrongMember: (609, "Invalid value specified for attribute '{field}'"),
    refusals.WrongType: (1001, _required_of_type),
    refusals.Missing: (1002, "Missing value for the required parameter '{field}'"),
    refusals.InvalidData: (1003, _rule),
    refusals.ForbiddenCharacters: (1003, "Invalid value for '{field}'"),
    refusals.NotAllowed: (1003, "Invalid value '{value}' for '{field}'"),
    refusals.WrongValue: (1003, "Invalid value for field '{field}' and value '{value}'"),
    refusals.UnknownFields: (1003, lambda refusal: f"Invalid fields [{', '.join(refusal.fields)}]"),
    refusals.TooMany: (1003, "'{field}' exceeds the maximum of {limit}"),
    refusals.TooFew: (1003, "'{field}' is below the minimum of {limit}"),
    refusals.TooLong: (1003, "'{field}' is longer than {limit}"),
    refusals.PagingTokenInvalid: (1003, "Invalid paging token"),
    ReadOnly: (1003, "Field '{field}' is read only"),
    DuplicateKey: (1036, "Duplicate object found in input"),
    refusals.UnknownField: (1006, "Field '{field}' not found"),
    refusals.UnknownLookup: (1006, "Lookup field '{field}' not found"),
    refusals.FieldNotSupported: (1011, "Field '{field}' not supported"),
    refusals.LookupNotSupported: (1011, "Lookup field '{field}' not supported"),
    refusals.NotFound: (1013, _not_found),
    NoDraft: (1048, "Custom Object Discard Draft Failed"),
    TooManyFields: (1028, "Max field limit reached"),
    QueueFull: (1029, "Too many jobs in queue"),
    AllowanceSpent: (1029, "Export daily quota exceeded"),
    AlreadyQueued: (1029, "Job already queued"),
    FilterNotSupported: (1035, "Unsupported filter type for target subscription"),
    MembershipNotFound: (1013, "Membership not found"),
    MembershipTooLarge: (1003, _membership),
    StatusUnknown: (1025, "Program status not found"),
    StatusRegression: (1037, "Lead skipped because it is already in or past this status"),
    NotMember: (1037, "Lead not in program"),
    TooManyClones: (1020, "Too many clones to program"),
    RunTooLate: (1042, "Invalid runAt date"),
    refusals.SalesPersonUnknown: (718, "ExternalSalesPersonID not found"),
    refusals.AlreadyExists: (1017, "Object already exists"),
    refusals.SeveralMatch: (1007, "Multiple leads match the lookup criteria"),
    refusals.InUse: (1022, "Object in use"),
    refusals.RuleBroken: (709, _rule),
    ContentTooLong: (701, "Operation cannot be completed. 'content' exceeds a maximum length of {limit:,} bytes"),
    FormInvalid: (1003, "Form validation failed"),
    refusals.ParentNotFound: (710, "Parent Folder Not Found"),
    refusals.WrongFolder: (711, "Incompatible Folder Type"),
    refusals.MalformedDate: (704, "Invalid date format"),
    refusals.PersonNotFound: (1004, "Lead not found"),
    refusals.PersonExists: (1005, "Lead already exists"),
    refusals.PartitionDenied: (1008, "Access denied to partition '{partition}'"),
    refusals.PartitionUnnamed: (1009, "Partition name must be specified"),
    refusals.PartitionFixed: (1010, "Partition update not allowed"),
    refusals.InvalidCookie: (1012, "Invalid cookie value '{value}'"),
    refusals.CompanyFixed: (1021, "Company update not allowed"),
    refusals.TooManyResults: (1003, "Too many results match the filter"),
    TooManyImports: (1016, "Too many imports"),
    ListBusy: (1019, "Import in progress"),
    KeyMissing: (1003, "Value for lookup field '{field}' not found"),
    InvalidEmail: (1003, "Invalid email address"),
    refusals.TooManyToMerge: (1080, "Merge of more than {limit} leads is not supported"),
    refusals.FieldLimitReached: (1028, "Max field limit reached"),
    TooManyTypes: (1027, "Max Activity Type Limit Reached"),
    AttributesTooLong: (1049, "Failed to Create Activity"),
    refusals.NotInList: (1015, "Lead not in list"),
}

# Parameters whose absence has an error of its own.
ABSENT: Final = {"filterType": (1003, "filterType not specified")}

# Kinds whose error omits the id (recorded in 2019).
_TOLD_WITHOUT_ID: Final = frozenset({static_lists.KIND})


def _asset_not_found(refusal: Any) -> str:
    if refusal.kind in _TOLD_WITHOUT_ID:
        return f"{refusal.kind} not found or it has been deleted"
    return f"{refusal.key} {refusal.kind} not found".lstrip()


# The asset API has other texts for the same facts.
ASSET_CODES: Final[dict[type[refusals.Refusal], tuple[int, str | Callable[[Any], str]]]] = {
    refusals.Missing: (701, "{field} cannot be blank"),
    refusals.NotFound: (702, _asset_not_found),
    refusals.AlreadyExists: (709, "{kind} with the same name already exists"),
    refusals.InUse: (709, "{kind} is in use"),
    refusals.TooLong: (701, "{field} cannot exceed more than {limit} characters"),
}

# Some kinds have a code and text of their own.
CODES_BY_KIND: Final[dict[tuple[type[refusals.Refusal], str], tuple[int, str | Callable[[Any], str]]]] = {
    (refusals.InUse, "user"): (611, "You cannot delete an API user that is being used in API service"),
}

# The last column of a file of failures or warnings, where it differs from the reason of a record.
IMPORT_REASONS: Final = {
    "WrongValue": "Invalid data type in field {field}",
    "InvalidEmail": "Invalid email address",
    "KeyMissing": "Value for lookup field '{field}' not found",
}
OBJECT_IMPORT_REASONS: Final = {"KeyMissing": "missing.dedupe.fields"}

# Answered by the HTTP status alone.
STATUSES: Final[dict[type[refusals.Refusal], tuple[int, str]]] = {
    refusals.UriTooLong: (414, "Request-URI Too Long"),
    refusals.BodyTooLarge: (413, "Request Entity Too Large"),
    refusals.WrongEncoding: (415, "Unsupported Media Type"),
}

SYSTEM_ERROR: Final = ("611", "System error")

NAMED: Final = {kind.__name__: kind for kind in CODES}

_USER_STATUSES: Final = {
    **dict.fromkeys(("601", "602"), 401),
    "603": 403,
    **dict.fromkeys(("610", "1013"), 404),
    "605": 405,
    **dict.fromkeys(("606", "607", "615"), 429),
}

_UNAUTHORIZED: Final = (403, "4030801", "Unauthorized")
_NO_RESOURCE: Final = (404, "404040", "Resource not found")
_LIMIT_REACHED: Final = (429, "429001", "Service usage limit reached")
_UNFIT: Final = (400, "4000802", "Invalid data")

# Data ingestion has statuses and codes of its own (data-ingestion.md); what is not here is a bad request.
INGESTION_BAD_REQUEST: Final = (400, "4000801", "Bad request")
INGESTION_SYSTEM_ERROR: Final = (500, "5000801", "Internal Server Error")
INGESTION: Final[dict[type[refusals.Refusal], tuple[int, str, str]]] = {
    refusals.TokenMissing: (403, "403010", "Oauth token is missing"),
    refusals.TokenInvalid: (401, "401013", "Oauth token is invalid"),
    refusals.TokenExpired: (401, "401013", "Oauth token is invalid"),
    refusals.AccessDenied: _UNAUTHORIZED,
    refusals.PartitionDenied: _UNAUTHORIZED,
    refusals.UnknownPath: _NO_RESOURCE,
    refusals.MethodNotAllowed: _NO_RESOURCE,
    refusals.NotFound: _NO_RESOURCE,
    refusals.QuotaReached: (429, "4290801", "Daily quota reached"),
    refusals.RateExceeded: _LIMIT_REACHED,
    refusals.TooManyAtOnce: _LIMIT_REACHED,
    refusals.UnknownField: _UNFIT,
    refusals.UnknownLookup: _UNFIT,
    refusals.FieldNotSupported: _UNFIT,
    refusals.LookupNotSupported: _UNFIT,
    refusals.PartitionUnnamed: _UNFIT,
    refusals.BodyTooLarge: (413, "4000801", "Bad request"),
    refusals.UriTooLong: (414, "4000801", "Bad request"),
    refusals.WrongEncoding: (415, "4000801", "Bad request"),
}

NOT_COUNTED: Final = frozenset({"601", "602", "604", "605", "606", "607", "608", "611", "615"})


@functools.cache
def documented() -> dict[str, str]:
    """What the vendor's page about errors says of each code, for those who count them; `%s` stands for a fact."""
    text = (resources.files("mercat.marketo") / "error_codes.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, str])


def status_of(code: str) -> int:
    """The HTTP status that user management answers an error with (user-management.md asks to look at it)."""
    return _USER_STATUSES.get(code, 400)


def import_reason(kind: str, remark: Remark) -> str:
    """Why a row of an import of this kind failed, or what its warning is."""
    words = (OBJECT_IMPORT_REASONS if kind.startswith("customobject/") else {}).get(remark.name)
    words = words or IMPORT_REASONS.get(remark.name)
    if words is not None:
        return words.format(**remark.facts)
    if "detail" in remark.facts:  # stored before rules had names
        return str(remark.facts["detail"])
    return code_and_words(NAMED[remark.name](**remark.facts))[1]


# The words of codes that a developer orders, where the page about errors has none that a client meets.
_ORDERED: Final = {
    "606": "Max rate limit '100' exceeded with in '20' secs",
    "1029": "Export daily quota exceeded",
    "invalid_client": "Bad client credentials",
}


def ordered_error(error: str) -> tuple[str, str]:
    """An error of the identity service that a developer orders, and its description."""
    return error, _ORDERED.get(error, "")


def code_and_words(refusal: refusals.Refusal, *, asset: bool = False) -> tuple[str, str]:
    """The vendor's code, as text, and its message."""
    entry = CODES_BY_KIND.get((type(refusal), getattr(refusal, "kind", "")))
    if entry is None and asset:
        entry = ASSET_CODES.get(type(refusal))
    if entry is None and isinstance(refusal, refusals.Missing):
        entry = ABSENT.get(refusal.field)
    if isinstance(refusal, InjectedFault):
        return refusal.code, _ORDERED.get(refusal.code) or documented()[refusal.code].replace("%s", "...")
    code, words = entry or CODES[type(refusal)]
    if callable(words):
        return str(code), words(refusal)
    return str(code), words.format(**refusals.facts_of(refusal)) if "{" in words else words
