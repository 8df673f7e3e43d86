"""Forms as assets: what a new one holds, how it looks, what follows when it is sent. Their fields: `form_fields`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from mercat.domain.assets.asset_kind import AssetKind, Copies
from mercat.domain.forms import form_fields
from mercat.model.assets import AssetRef, AssetType, Ref
from mercat.model.documents import Document
from mercat.model.forms import Followup, Form
from mercat.model.landing_pages import LandingPage
from mercat.model.refusals import NotAllowed, RuleBroken, TooLong, TooMany
from mercat.model.rules import Rule
from mercat.store.assets import documents
from mercat.store.tx import Tx

DEFAULT_LANGUAGE: Final = "English"
BUTTON_LOCATION: Final = 120  # pixels from the left
FOLLOWUPS: Final = 100
URL_LENGTH: Final = 2_000
PAGE: Final = "lp"  # the type of a follow-up that is a landing page
FOLLOWUP_TYPES: Final = (PAGE, "url", "none")

# A language with its locale, and what its submit button says, before and while the form is sent.
_LANGUAGES: Final[Mapping[str, tuple[str, str, str]]] = {
    "Chinese": ("zh_CN", "提交", "请稍候"),
    "Danish": ("da_DK", "Send", "Vent venligst"),
    "Dutch": ("nl_NL", "Verzenden", "Even geduld"),
    "English": ("en_US", "Submit", "Please Wait"),
    "French": ("fr_FR", "Envoyer", "Veuillez patienter"),
    "German": ("de_DE", "Absenden", "Bitte warten"),
    "Italian": ("it_IT", "Invia", "Attendere"),
    "Japanese": ("ja_JP", "送信", "お待ちください"),
    "Korean": ("ko_KR", "제출", "기다려 주십시오"),
    "Portuguese": ("pt_BR", "Enviar", "Aguarde"),
    "Spanish": ("es_ES", "Enviar", "Espere"),
    "Swedish": ("sv_SE", "Skicka", "Vänta"),
}
_PAGE_ID = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
_LOCALE = re.compile(r"[a-z]{2}_[A-Z]{2}", re.ASCII)


def _uses(content: Form) -> Iterable[AssetRef]:
    for followup in content.followups:
        if followup.followup_type == PAGE and followup.followup_value:
            yield AssetRef(AssetType.LANDING_PAGE, int(followup.followup_value))


def _rewire(content: Form, copies: Copies) -> Form:
    def rewired(followup: Followup) -> Followup:
        if followup.followup_type != PAGE or not followup.followup_value:
            return followup
        copy = copies.get(AssetRef(AssetType.LANDING_PAGE, int(followup.followup_value)))
        return followup if copy is None else replace(followup, followup_value=str(copy.id))

    return replace(content, followups=tuple(rewired(followup) for followup in content.followups))


def _check_place(tx: Tx, document: Document[Form]) -> None:
    form_fields.check_member_fields(tx, document, document.versions.latest)


KIND: Final = AssetKind(
    type=AssetType.FORM,
    content=Form,
    folder_type="Landing Page Form",
    may_delete_approved=True,
    uses=_uses,
    rewire=_rewire,
    check_place=_check_place,
)


def create(tx: Tx, parent: Ref, name: str, description: str | None, look: Mapping[str, Any]) -> Document[Form]:
    """A new form with three fields. `look` holds members of `Form` by name.

    Raises what `AssetKind.create` does, and NotAllowed.
    """
    begin = _in_language(DEFAULT_LANGUAGE)
    form = _looking(replace(begin, fields=form_fields.of_new_form(tx)), look)
    return KIND.create(tx, parent, name, description or "", form)


def update(
    tx: Tx, form_id: int, *, name: str | None = None, description: str | None = None, look: Mapping[str, Any]
) -> Document[Form]:
    """Change in the form's draft what it is called and how it looks. Raises NotFound, NotAllowed, AlreadyExists, ..."""
    document = KIND.get(tx, form_id)
    if name is not None or description is not None:
        document = KIND.describe(tx, document, name=name, description=description)
    if not look:
        return document
    return KIND.save(tx, document, _looking(document.versions.latest, look))


def set_button(
    tx: Tx,
    form_id: int,
    *,
    location: int | None = None,
    style: str | None = None,
    label: str | None = None,
    waiting_label: str | None = None,
) -> Document[Form]:
    """Another submit button; what is not said goes back to how a new form has it. Raises NotFound."""
    document = KIND.get(tx, form_id)
    form = document.versions.latest
    _, usual, waiting = _LANGUAGES[form.language]
    changed = replace(
        form,
        button_location=BUTTON_LOCATION if location is None else location,
        button_style=style,
        button_label=label or usual,
        waiting_label=waiting_label or waiting,
    )
    return KIND.save(tx, document, changed)


def set_followups(tx: Tx, form_id: int, followups: Sequence[Followup]) -> Document[Form]:
    """Other rules of what follows; the old ones are forgotten. Raises NotFound, NotAllowed, RuleBroken, TooLong, ..."""
    document = KIND.get(tx, form_id)
    form = document.versions.latest
    if len(followups) > FOLLOWUPS:
        raise TooMany("thankyou", FOLLOWUPS)
    if sum(followup.default for followup in followups) > 1:
        raise RuleBroken(Rule.FOLLOWUP_DEFAULT_TWICE)
    for followup in followups:
        _check_followup(tx, form, followup)
    if not any(followup.default for followup in followups):
        followups = [*followups, Followup(followup_type="none", default=True)]
    return KIND.save(tx, document, replace(form, followups=tuple(followups)))


def _in_language(language: str) -> Form:
    locale, label, waiting = _LANGUAGES[language]
    return Form(language=language, locale=locale, button_label=label, waiting_label=waiting)


def _looking(form: Form, look: Mapping[str, Any]) -> Form:
    """The form with another look. Another language brings its own locale and button."""
    changes = dict(look)
    language, locale = changes.get("language"), changes.get("locale")
    if language is not None:
        spelled = {name.casefold(): name for name in _LANGUAGES}.get(language.strip().casefold())
        if spelled is None:
            raise NotAllowed("language", language)
        if spelled != form.language:
            other = _in_language(spelled)
            own = {"locale": other.locale, "button_label": other.button_label, "waiting_label": other.waiting_label}
            changes = own | changes
        changes["language"] = spelled
    if locale is not None and not _LOCALE.fullmatch(locale):
        raise NotAllowed("locale", locale)
    changed = replace(form, **changes)
    return replace(changed, fields=form_fields.with_profiling(changed.fields, changed.progressive_profiling))


def _check_followup(tx: Tx, form: Form, followup: Followup) -> None:
    if followup.followup_type not in FOLLOWUP_TYPES:
        raise NotAllowed("followupType", followup.followup_type, FOLLOWUP_TYPES)
    if followup.followup_type == PAGE and not _is_page(tx, followup.followup_value or ""):
        raise RuleBroken(Rule.LANDING_PAGE_UNKNOWN)
    if followup.followup_value is not None and len(followup.followup_value) > URL_LENGTH:
        raise TooLong("followupValue", URL_LENGTH)
    if followup.followup_type == "url" and not (followup.followup_value or "").startswith(("http://", "https://")):
        raise NotAllowed("followupValue", followup.followup_value or "")
    if followup.default:
        return
    if followup.subject_field is None or followup.operator is None:
        raise RuleBroken(Rule.FOLLOWUP_INCOMPLETE)
    if followup.subject_field not in {field.id for field in form.fields}:
        raise RuleBroken(Rule.FIELD_NOT_ON_FORM, field=followup.subject_field)


def _is_page(tx: Tx, text: str) -> bool:
    """Whether a text is the id of a landing page. Their engine imports this one, so only the store is asked."""
    if not _PAGE_ID.fullmatch(text):
        return False
    return documents.find(tx, AssetType.LANDING_PAGE, LandingPage, int(text)) is not None
