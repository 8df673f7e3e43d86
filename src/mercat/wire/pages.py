"""HTML pages: templates, languages, cookies, forms and security headers."""

import functools
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import msgspec

if TYPE_CHECKING:
    import jinja2

ENGLISH: Final = "en"
CHINESE: Final = "zh-CN"
LANGUAGES: Final = {ENGLISH: "English", CHINESE: "简体中文"}
HTML: Final = "text/html;charset=UTF-8"
LOG_IN: Final = "/console/login"
STYLE: Final = "style.css"
SCRIPT: Final = "script.js"
LANGUAGE_COOKIE: Final = "mercat_language"
FORM_TOKEN: Final = "form_token"  # noqa: S105  # the name of the field, not a secret
FORM_ONCE: Final = "form_once"
FORM_BYTES: Final = 65_536
LARGE_FORM_BYTES: Final = 8 * FORM_BYTES  # of signed-in users
FORM_FIELDS: Final = 2_000

# Macros that every template may use.
PARTS: Final = ("area", "bad", "choice", "coded", "described", "field", "good", "hidden_token", "read_only", "remarks")

_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*")
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,32})?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


class View(msgspec.Struct, frozen=True):
    """The facts of every page: its address, language and user."""

    prefix: str = ""  # the prefix of every path of the instance
    here: str = "/"  # path and query of this page
    language: str = ENGLISH
    form_token: str = ""
    form_once: str = ""  # a new one in each form, so that submitting it twice acts once
    user: str = ""  # email address of the signed-in user
    administers: bool = False
    instance_id: str = ""


@dataclass
class Renderer:
    """Renders the templates of a package, with the layout that all pages share."""

    package: str

    def html(self, template: str, view: View, /, **values: Any) -> bytes:
        """A page in the view's language."""

        def translate(text: str, **facts: Any) -> str:
            return self.translate(text, view, **facts)

        page = self._environment.get_template(template)
        addresses = {"style": static_url(STYLE, view.prefix), "script": static_url(SCRIPT, view.prefix)}
        return page.render(view=view, _=translate, **addresses, **values).encode()

    def translate(self, text: str, view: View, /, **facts: Any) -> str:
        """A sentence in the view's language, filled with facts."""
        sentence = self._chinese.get(text, text) if view.language == CHINESE else text
        return sentence.format(**facts) if facts else sentence

    @functools.cached_property
    def _environment(self) -> "jinja2.Environment":
        import jinja2  # rare; importing it would slow the start down

        folders = [str(resources.files(name) / "templates") for name in (self.package, "mercat.wire")]
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        parts = environment.get_template("parts.html").module
        environment.globals.update({name: getattr(parts, name) for name in PARTS})
        environment.globals["languages"] = LANGUAGES
        environment.globals["url_quote"] = lambda text: quote(text, safe="")
        return environment

    @functools.cached_property
    def _chinese(self) -> dict[str, str]:
        return {**_words("mercat.wire"), **_words(self.package)}


def _words(package: str) -> dict[str, str]:
    text = (resources.files(package) / "templates" / f"{CHINESE}.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, str])


# -- headers ----------------------------------------------------------------------------------------------------------


def frame_headers() -> list[tuple[str, str]]:
    """The headers of HTML that somebody else wrote, in a frame: no origin, no script, no form, nothing from outside."""
    policy = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; base-uri 'none';"
        " frame-ancestors 'self'"
    )
    return [
        ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
    ]


def headers(form_target: str = "") -> list[tuple[str, str]]:
    """The headers of every page: only our script, in nobody's frame, no cache. Forms may redirect to `form_target`."""
    parts = urlsplit(form_target)
    beside = f" {parts.scheme}://{parts.netloc}" if form_target else ""
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self';"
        " frame-src 'self';"
        f" form-action 'self'{beside}; base-uri 'none'; frame-ancestors 'none'"
    )
    return [
        ("Content-Security-Policy", policy),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cache-Control", "no-store"),
        ("Vary", "Accept-Language, Cookie"),
    ]


def local_path(text: str, fallback: str) -> str:
    """The path, if it is one of this origin, or else the fallback: redirects never leave the origin."""
    return text if _LOCAL.fullmatch(text) else fallback


def log_in_url(view: View) -> str:
    """The URL of the sign-in page, which returns to this page."""
    return f"{view.prefix}{LOG_IN}?{urlencode({'next': view.here})}"


# -- forms ------------------------------------------------------------------------------------------------------------


def form_fields(body: bytes, longest: int = FORM_BYTES) -> dict[str, list[str]]:
    """The fields of a form body with at most this many bytes. Raises ValueError if there are too many."""
    if len(body) > longest:
        raise ValueError("the form is too large")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FORM_FIELDS)
    return {name: [value.replace("\0", "") for value in values] for name, values in fields.items()}


# -- cookies ----------------------------------------------------------------------------------------------------------


def session_cookie(instance_id: str) -> str:
    """The name of an instance's session cookie."""
    return "mercat_session_" + instance_id.replace("-", "")


def cookies(header: str | None) -> dict[str, str]:
    """The cookies in a Cookie header."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";"))
    return {name: value for name, _, value in pairs if name}


def set_cookie(name: str, value: str, prefix: str, *, secure: bool, max_age_seconds: int | None = None) -> str:
    """A Set-Cookie header. A lifetime of 0 seconds deletes the cookie."""
    lasting = "" if max_age_seconds is None else f"; Max-Age={max_age_seconds}"
    return f"{name}={value}; Path={prefix or '/'}{lasting}; HttpOnly; SameSite=Lax{'; Secure' if secure else ''}"


# -- languages --------------------------------------------------------------------------------------------------------


def choose_language(preference: str, accepted: str | None) -> str:
    """The chosen language, or the one that the browser prefers, or English."""
    if preference in LANGUAGES:
        return preference
    best, weight = ENGLISH, 0.0
    for part in (accepted or "")[:1_000].split(","):
        match = _RANGE.fullmatch(part)
        language = {"en": ENGLISH, "zh": CHINESE}.get(match[1].lower()) if match else None
        if match and language and float(match[2] or 1) > weight:
            best, weight = language, float(match[2] or 1)
    return best


def language_of(cookies: Mapping[str, str], accepted: str | None) -> str:
    """The language for a request with these cookies and this Accept-Language."""
    return choose_language(cookies.get(LANGUAGE_COOKIE, ""), accepted)


# -- style sheet and script -------------------------------------------------------------------------------------------


@functools.cache
def static_content(name: str) -> bytes:
    """The style sheet or the script of all pages, which browsers cache."""
    return (resources.files("mercat.wire") / "templates" / name).read_bytes()


@functools.cache
def _version(name: str) -> str:
    return hashlib.sha256(static_content(name)).hexdigest()[:12]


def static_url(name: str, prefix: str) -> str:
    """The URL of the style sheet or the script, which changes with its content."""
    return f"{prefix}/console/{name}?v={_version(name)}"
