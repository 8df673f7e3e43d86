"""Refusals in plain words."""

from typing import Any, Final

from mercat.console.refusals import NoSuchTime, NotEnabled, Stale
from mercat.domain.allowlist import AddressOdd
from mercat.domain.authenticators import CodeWrong
from mercat.domain.identity import EmailMalformed, RoleFixed
from mercat.domain.redirects import RedirectRefused
from mercat.domain.sessions import TooManyLogins
from mercat.model import refusals as r
from mercat.wire.pages import CHINESE

_NAMES: Final = {
    "account": "账户",
    "account_id": "账户",
    "application": "应用",
    "API Only user": "API Only 用户",
    "address": "地址",
    "authenticator": "身份验证器",
    "email": "电子邮件地址",
    "expires": "到期日",
    "first_name": "名",
    "grant": "授权",
    "invitation": "邀请",
    "last_name": "姓",
    "name": "名称",
    "password": "密码",
    "redirect_domains": "回调域名",
    "role": "角色",
    "scope": "权限",
    "service": "服务",
    "user": "用户",
}

# English and Chinese; both are filled with the refusal's facts.
_WORDS: Final[dict[type[r.Refusal], tuple[str, str]]] = {
    r.AlreadyExists: ("There is a {kind} of this name already.", "已存在同名的{kind}。"),
    r.NotFound: ("There is no such {kind}.", "找不到该{kind}。"),
    r.InUse: ("This {kind} is still in use.", "该{kind}仍在使用中。"),
    r.Missing: ("Please fill in: {field}.", "请填写：{field}。"),
    r.TooLong: ("{field}: {limit} characters at the most.", "{field}：最多 {limit} 个字符。"),
    r.TooFew: ("{field}: {limit} characters at least.", "{field}：至少 {limit} 个字符。"),
    r.TooMany: ("{field}: {limit} at the most.", "{field}：最多 {limit} 个。"),
    AddressOdd: (
        "This is no address, network or range: {text}",
        "这不是有效的地址、网络或范围：{text}",
    ),
    CodeWrong: (
        "The code is wrong, was used before or is too old. Wait for the next one.",
        "验证码错误、已使用或已过期，请等待下一个验证码。",
    ),
    EmailMalformed: ("This is not an e-mail address.", "这不是有效的电子邮件地址。"),
    NoSuchTime: (
        "Time goes forward only, to a moment such as 2026-05-23 09:00.",
        "时间只能向前，例如调到 2026-05-23 09:00。",
    ),
    NotEnabled: (
        "Enable IP Restrictions to have these addresses, or empty the field.",
        "请启用 IP 限制以使用这些地址，或清空此字段。",
    ),
    Stale: (
        "Somebody changed this meanwhile. What you changed is kept, the rest is as it is now: check and save again.",
        "期间已有他人更改。您更改的内容已保留，其余为现有内容；请核对后重新保存。",
    ),
    RoleFixed: ("Roles of the system stay.", "系统角色不能删除。"),
    r.CompanyFixed: (
        "This field belongs to the company record that the person is linked to.",
        "该字段属于此人所关联的公司记录。",
    ),
    r.NotInList: ("The person is not on the list any more.", "此人已不在该列表中。"),
    r.PartitionDenied: ("You do not reach the partition {partition}.", "您无权访问分区 {partition}。"),
    r.PersonNotFound: ("There is no such person.", "找不到此人。"),
    r.WrongPlace: ("My Tokens belong to Marketing Activities.", "My Token 只能在营销活动中定义。"),
    r.RuleBroken: ("The last administrator has to stay.", "必须保留最后一位管理员。"),
    RedirectRefused: (
        "A redirect domain is a host name such as example.com, without a scheme, port or path.",
        "回调域名是主机名，例如 example.com，不含协议、端口和路径。",
    ),
    TooManyLogins: ("Too many attempts. Try again in {seconds} seconds.", "尝试次数过多，请在 {seconds} 秒后重试。"),
}

# The same beside the field that is meant, so without its name.
_BESIDE: Final[dict[type[r.Refusal], tuple[str, str]]] = {
    r.Missing: ("Please fill this in.", "请填写此项。"),
    r.AlreadyExists: ("There is one of this name already.", "已存在同名项目。"),
    r.TooLong: ("{limit} characters at the most.", "最多 {limit} 个字符。"),
    r.TooFew: ("{limit} characters at least.", "至少 {limit} 个字符。"),
    r.TooMany: ("{limit} at the most.", "最多 {limit}。"),
    r.MalformedDate: ("A date such as 2026-05-23, please.", "请输入日期，例如 2026-05-23。"),
    r.NotAllowed: ("This value is not admitted here.", "此处不接受该值。"),
    r.PersonNotFound: ("There is nobody like this.", "找不到此人。"),
}
_TYPES: Final = {
    "boolean": ("Yes or no, please.", "请选择是或否。"),
    "date": ("A date such as 2026-05-23, please.", "请输入日期，例如 2026-05-23。"),
    "email": ("An e-mail address, please.", "请输入电子邮件地址。"),
    "datetime": ("A time such as 2026-05-23T09:00:00Z, please.", "请输入时间，例如 2026-05-23T09:00:00Z。"),
    "integer": ("A whole number, please.", "请输入整数。"),
    "score": ("A whole number, please.", "请输入整数。"),
    "percent": ("A whole number, please.", "请输入整数。"),
}
_NUMBER: Final = ("A number, please.", "请输入数字。")
_FIELDS: Final[dict[type[r.Refusal], str]] = {
    AddressOdd: "addresses",
    NotEnabled: "addresses",
    CodeWrong: "code",
    RedirectRefused: "redirect_domains",
    r.AlreadyExists: "name",
}
_KINDS: Final = {  # where a form asks for one of a kind
    (r.AlreadyExists, "user"): "email",
    (r.NotFound, "API Only user"): "user",
    (r.NotFound, "role"): "role",
    (r.NotFound, "user"): "user",
}


def field_of(refusal: r.Refusal) -> str:
    """The field of a form that a refusal is about, by its name there; empty if it is about the whole."""
    named = _KINDS.get((type(refusal), getattr(refusal, "kind", ""))) or _FIELDS.get(type(refusal))
    return named or str(getattr(refusal, "field", ""))


def beside(refusal: r.Refusal, language: str) -> str:
    """A sentence for a place beside the field that a refusal is about."""
    if isinstance(refusal, r.WrongType | r.WrongValue):
        return _TYPES.get(refusal.expected, _NUMBER)[language == CHINESE]
    if isinstance(refusal, r.AlreadyExists) and refusal.kind == "user":  # known by an address, not by a name
        return ("There is such a user already.", "该用户已存在。")[language == CHINESE]
    if type(refusal) not in _BESIDE:
        return in_words(refusal, language)
    return _BESIDE[type(refusal)][language == CHINESE].format(limit=getattr(refusal, "limit", ""))


def in_words(refusal: r.Refusal, language: str) -> str:
    """A sentence for somebody who filled in a form."""
    english, chinese = _WORDS.get(type(refusal), ("The request does not fit this page.", "请求与此页面不符。"))
    names = ("kind", "field", "limit", "text", "partition")
    facts = {name: getattr(refusal, name) for name in names if hasattr(refusal, name)}
    if isinstance(refusal, TooManyLogins):
        facts["seconds"] = -(-refusal.wait_ms // 1_000)
    if language == CHINESE:
        return chinese.format(**{name: _NAMES.get(value, value) for name, value in facts.items()})
    return english.format(**{name: _plain(value) for name, value in facts.items()})


def _plain(value: Any) -> Any:
    return value.replace("_", " ") if isinstance(value, str) else value
