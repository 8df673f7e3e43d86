"""The settings of all commands: names, bounds and help. They come from options, MERCAT_* variables and a TOML file.

In the file, a setting before the first table holds for every command, and one in `[serve]` for `serve`.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta

T = TypeVar("T", bound=msgspec.Struct)

FILE: Final = "mercat.toml"
PREFIX: Final = "MERCAT_"
KEY_BYTES: Final = 32

Port = Annotated[int, Meta(ge=0, le=65_535, description="port to listen on; 0 picks a free one")]
Host = Annotated[str, Meta(min_length=1, description="address to listen on")]
BaseUrl = Annotated[str | None, Meta(description="how clients reach the server: https://m.example")]
ReadyFile = Annotated[Path | None, Meta(description="file to write once connections are accepted")]
DataDir = Annotated[Path | None, Meta(description="directory of the instances")]
DatabaseUrl = Annotated[str | None, Meta(description="PostgreSQL instead of files: postgresql://user@host/name")]
LegacyQueryToken = Annotated[
    bool, Meta(description="accept access_token in the query of Marketo calls, not only in the Authorization header")
]
FieldsRequired = Annotated[
    bool, Meta(description="require `fields` in every Tencent get; if off, only where the operation's own page does")
]
LogFormat = Annotated[Literal["text", "json"], Meta(description="format of the lines on stderr")]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"],
    Meta(description="lowest level that is logged to stderr; calls are `info`"),
]
SecretKeyFile = Annotated[
    Path | None, Meta(description="file of 32 bytes or more from which secrets are derived; or MERCAT_SECRET_KEY")
]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings of one command. Their table in the file has the class's name in lower case."""


class Demo(Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat demo`."""

    host: Host = "127.0.0.1"
    port: Port = 8080
    base_url: BaseUrl = None
    ready_file: ReadyFile = None
    quiet: Annotated[bool, Meta(description="do not print a line for each call")] = False
    limits: Annotated[
        Literal["documented", "off"] | None, Meta(description="apply the vendors' limits on calls, or none")
    ] = None
    seed: Annotated[int | None, Meta(description="number that makes credentials and sample data reproducible")] = None
    clock: Annotated[
        str | None, Meta(description="start time of the instance's clock, such as 2026-03-01T09:00:00Z")
    ] = None
    freeze: Annotated[bool, Meta(description="stop the clock, so that only the sandbox moves it")] = False
    data_dir: Annotated[
        Path | None, Meta(description="directory for the instance; without it the data is deleted at the end")
    ] = None
    instance: Annotated[str | None, Meta(description="Munchkin ID of a new instance, such as 123-ABC-456")] = None
    tls: Annotated[
        bool, Meta(description="open a proxy that leads clients from the vendors' hosts to this demo, over TLS")
    ] = False
    end_with: Annotated[int | None, Meta(description="process with which the demo ends, by its process ID")] = None
    legacy_query_token: LegacyQueryToken = False
    fields_required: FieldsRequired = True


class Run(Settings, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat run`."""

    url: Annotated[str | None, Meta(description="server to use: http://host:port, or one of its instances")] = None
    ready_file: Annotated[Path | None, Meta(description="ready file of the server to use")] = None
    instance: Annotated[
        str | None, Meta(description="Munchkin ID of the new demo, or of the instance of the server to use")
    ] = None
    scenario: Annotated[str | None, Meta(description="scenario of faults to begin with, by its name")] = None
    findings: Annotated[
        Path | None, Meta(description="file for the findings about the calls: .txt, .json, .sarif or .xml (JUnit)")
    ] = None
    fail_on: Annotated[
        Literal["warning", "error"] | None, Meta(description="end with 9 if there is a finding of this severity")
    ] = None
    allow_network: Annotated[bool, Meta(description="let hosts pass that are not the vendors'")] = False
    hosts: Annotated[
        bool, Meta(description="answer on port 443 too, for clients without a proxy; without CMD, print a hosts file")
    ] = False


class StorageOptions(Settings, frozen=True, forbid_unknown_fields=True):
    """The place of the instances."""

    data_dir: DataDir = None
    database_url: DatabaseUrl = None
    secret_key_file: SecretKeyFile = None


class InstanceOptions(StorageOptions, frozen=True, forbid_unknown_fields=True):
    """The instance that a command works on."""

    instance: Annotated[str | None, Meta(description="ID of the instance, if there are several")] = None


class Init(StorageOptions, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat init`."""

    instance: Annotated[str | None, Meta(description="ID of the instance, such as 123-ABC-456; random if absent")] = (
        None
    )
    admin_email: Annotated[
        str | None, Meta(description="email address of the first administrator; asked for if absent")
    ] = None
    admin_password_file: Annotated[Path | None, Meta(description="file with the password; asked for if absent")] = None


class Rekey(StorageOptions, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat rekey`."""

    new_secret_key_file: Annotated[
        Path | None,
        Meta(description="file with the new key; or MERCAT_NEW_SECRET_KEY; if absent, key files are replaced"),
    ] = None


class Mailing(StorageOptions, frozen=True, forbid_unknown_fields=True):
    """The mail server for outgoing mail, and the address for links in it."""

    base_url: BaseUrl = None
    smtp_host: Annotated[str | None, Meta(description="mail server that sends invitations")] = None
    smtp_port: Annotated[int, Meta(ge=1, le=65_535, description="port of the mail server")] = 587
    smtp_user: Annotated[str | None, Meta(description="user name at the mail server")] = None
    smtp_password_file: Annotated[
        Path | None, Meta(description="file with the SMTP password; or MERCAT_SMTP_PASSWORD")
    ] = None
    smtp_from: Annotated[str | None, Meta(description="address that mails come from")] = None
    smtp_tls: Annotated[Literal["starttls", "tls", "none"], Meta(description="SMTP encryption")] = "starttls"


class Worker(Mailing, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat worker`."""

    log_format: LogFormat = "text"
    log_level: LogLevel = "info"


class Serve(Mailing, frozen=True, forbid_unknown_fields=True):
    """Settings of `mercat serve`."""

    redis_url: Annotated[str | None, Meta(description="Redis for limits that processes share: redis://host:6379/0")] = (
        None
    )
    host: Host = "127.0.0.1"
    port: Port = 8080
    ready_file: ReadyFile = None
    tls_cert: Annotated[Path | None, Meta(description="certificate chain, PEM")] = None
    tls_key: Annotated[Path | None, Meta(description="private key of the certificate, PEM")] = None
    workers: Annotated[int, Meta(ge=1, le=64, description="number of processes; several need PostgreSQL and Redis")] = 1
    trusted_proxies: Annotated[
        str | None,
        Meta(description="proxies whose X-Forwarded-For and X-Forwarded-Proto are trusted: 10.0.0.0/8,::1"),
    ] = None
    legacy_query_token: LegacyQueryToken = False
    fields_required: FieldsRequired = True
    limits: Annotated[
        Literal["documented", "off"] | None, Meta(description="apply the stored limits on calls, or none at all")
    ] = None
    without_limits: Annotated[bool, Meta(description="confirm that --limits off is meant")] = False
    delivery_simulation: Annotated[
        bool, Meta(description="simulate the delivery of ads: impressions, clicks, conversions and cost of each hour")
    ] = False
    log_format: LogFormat = "text"
    log_level: LogLevel = "info"
    metrics_token: Annotated[
        str | None, Meta(description="bearer token that /metrics requires; without it anyone can read them")
    ] = None


KINDS: Final = (Demo, Run, InstanceOptions, Init, Rekey, Worker, Serve)


class BadSetting(Exception):
    """A setting is not valid. The text says which one, where it comes from, and what is valid."""


def check_base_url(text: str | None) -> None:
    """Check that the text is the URL of a server. Raises BadSetting."""
    if text is not None and not re.fullmatch(r"https?://[^/?#@\s]+", text):
        raise BadSetting("--base-url is a scheme and a host, without a path: https://marketing.example.")


def secret_key(where: StorageOptions, environment: Mapping[str, str] | None = None) -> bytes | None:
    """The server's master key from a file or MERCAT_SECRET_KEY, or None. Raises BadSetting."""
    return _key("secret key", where.secret_key_file, environment)


def new_secret_key(options: Rekey, environment: Mapping[str, str] | None = None) -> bytes | None:
    """The new master key from a file or MERCAT_NEW_SECRET_KEY, or None. Raises BadSetting."""
    return _key("new secret key", options.new_secret_key_file, environment)


def new_key_source(options: Rekey, environment: Mapping[str, str] | None = None) -> str | None:
    """The file or variable that holds the new master key; None if there is none. Raises BadSetting."""
    if new_secret_key(options, environment) is None:
        return None
    return PREFIX + "NEW_SECRET_KEY" if options.new_secret_key_file is None else str(options.new_secret_key_file)


def key_source(where: StorageOptions, environment: Mapping[str, str] | None = None) -> str | None:
    """The file or variable that holds the master key; None if instances have keys of their own. Raises BadSetting."""
    if secret_key(where, environment) is None:
        return None
    return PREFIX + "SECRET_KEY" if where.secret_key_file is None else str(where.secret_key_file)


def check_database_url(url: str | None) -> None:
    """Check that the text is the URL of a PostgreSQL database. Raises BadSetting, without the URL and its password."""
    if url is None:
        return
    scheme, _, rest = url.partition("://")
    host = re.split("[/?#]", rest, maxsplit=1)[0]
    if scheme not in ("postgresql", "postgres"):
        raise BadSetting("--database-url is a PostgreSQL URL: postgresql://user@host/name.")
    if host.count("@") > 1:
        raise BadSetting("--database-url has more than one @: in a password it is written %40, a / is %2F, a : is %3A.")
    if not re.fullmatch(r"[^:]*(:\d{1,5})?|\[[^]]*\](:\d{1,5})?|.*,.*", host.rpartition("@")[2]):
        raise BadSetting("--database-url names a port that is no number: postgresql://user@host:5432/name.")


def _key(name: str, file: Path | None, environment: Mapping[str, str] | None) -> bytes | None:
    """A key from the file, or else from the variable of its name."""
    environment = os.environ if environment is None else environment
    key = environment.get(PREFIX + name.upper().replace(" ", "_"), "").strip().encode()
    if file is not None:
        try:
            key = file.read_bytes().strip()
        except OSError as problem:
            raise BadSetting(f"--{name.replace(' ', '-')}-file cannot be read: {problem}.") from None
    elif not key:
        return None
    if len(key) < KEY_BYTES:
        raise BadSetting(f"The {name} has {len(key)} bytes and needs {KEY_BYTES}: try `openssl rand -hex 32`.")
    return key


def smtp_password(mailing: Mailing, environment: Mapping[str, str] | None = None) -> str | None:
    """The password for the mail server from a file or MERCAT_SMTP_PASSWORD, or None. Raises BadSetting."""
    environment = os.environ if environment is None else environment
    if mailing.smtp_password_file is None:
        return environment.get(PREFIX + "SMTP_PASSWORD") or None
    try:
        return mailing.smtp_password_file.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as problem:
        raise BadSetting(f"--smtp-password-file cannot be read: {problem}.") from None


def load(kind: type[T], given: Mapping[str, Any], environment: Mapping[str, str] | None = None) -> T:
    """The settings of a command: `given` options come first, then the environment, then the file. Raises BadSetting."""
    environment = os.environ if environment is None else environment
    table = kind.__name__.lower()
    sources: dict[str, str] = {}
    values: dict[str, Any] = {}
    for source, layer in (
        ("file", _from_file(kind, environment)),
        ("environment", _from_environment(kind, environment)),
        ("option", {name: value for name, value in given.items() if value is not None}),
    ):
        values |= layer
        sources |= dict.fromkeys(layer, source)
    try:
        loaded = msgspec.convert(values, kind, strict=False, dec_hook=_decode)
        check_database_url(values.get("database_url"))
        return loaded
    except msgspec.ValidationError as problem:
        name = str(problem).partition(" - at `$.")[2].rstrip("`")
        spelled = {"option": f"--{name.replace('_', '-')}", "environment": PREFIX + name.upper()}
        where = spelled.get(sources.get(name, ""), f"{name} in [{table}] of the settings file")
        raise BadSetting(f"{where} takes {_takes(kind, name)}, not {values.get(name)!r}.") from None


def names(kind: type[msgspec.Struct]) -> list[str]:
    """The names of a command's settings."""
    return [field.name for field in msgspec.structs.fields(kind)]


def flags(kind: type[msgspec.Struct]) -> list[str]:
    """The names of a command's settings that are on or off."""
    return [field.name for field in msgspec.structs.fields(kind) if field.type is bool or bool in get_args(field.type)]


def _takes(kind: type[msgspec.Struct], name: str) -> str:
    """The values that a setting takes, in plain words."""
    annotation = next(field.type for field in msgspec.structs.fields(kind) if field.name == name)
    inner, *metas = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    kinds = [part for part in (get_args(inner) if get_origin(inner) is not Literal else ()) if part is not type(None)]
    value_type = kinds[0] if kinds else inner
    if get_origin(value_type) is Literal:
        return " or ".join(map(str, get_args(value_type)))
    bounds = next((meta for meta in metas if isinstance(meta, Meta)), Meta())
    words = {int: "a whole number", bool: "true or false", Path: "a path"}.get(value_type, "a text")
    return words if bounds.le is None else f"{words} from {bounds.ge} to {bounds.le}"


def _from_environment(kind: type[msgspec.Struct], environment: Mapping[str, str]) -> dict[str, Any]:
    return {name: environment[PREFIX + name.upper()] for name in names(kind) if environment.get(PREFIX + name.upper())}


def _from_file(kind: type[msgspec.Struct], environment: Mapping[str, str]) -> dict[str, Any]:
    named = environment.get(PREFIX + "CONFIG")
    place = Path(named or FILE)
    if not named and not place.exists():
        return {}
    try:
        document = tomllib.loads(place.read_text("utf-8"))
    except (OSError, ValueError) as problem:
        raise BadSetting(f"The settings file {place} cannot be read: {problem}.") from None
    tables = {one.__name__.lower(): one for one in KINDS}
    common = {name: value for name, value in document.items() if name not in tables}
    all_names = {name for one in KINDS for name in names(one)}
    own: dict[str, Any] = document.get(kind.__name__.lower(), {})
    unknown = [name for name in common if name not in all_names] + [name for name in own if name not in names(kind)]
    if unknown:
        raise BadSetting(f"The settings file {place} sets {unknown[0]!r}, which is not a setting.")
    return {name: value for name, value in common.items() if name in names(kind)} | own


def _decode(kind: type[Any], value: Any) -> Any:
    if kind is Path and isinstance(value, str | Path) and str(value):
        return Path(value)
    raise ValueError(f"Expected a {kind.__name__.lower()}")
