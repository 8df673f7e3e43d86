"""The messages of refusals, in English and Chinese."""

from typing import Any, Final

from mercat.console import rule_texts
from mercat.console.errors import EditConflict, FaultUnfit, FieldRefused, NoSnapshots, NoSuchTime, NotEnabled
from mercat.domain.access.ip_allowlist import InvalidIpRange
from mercat.domain.access.mfa import CodeWrong
from mercat.domain.access.sessions import TooManyLogins
from mercat.domain.access.users import EmailMalformed, SystemRole
from mercat.domain.advertising.users.audience_rules import AudienceTypeUnfit
from mercat.domain.bridges.bridges import TargetTaken
from mercat.domain.bridges.list_to_audience import ListNotEvaluated
from mercat.domain.bridges.runs import RunGivenUp
from mercat.domain.oauth.redirect_uris import RedirectRefused
from mercat.model import refusals
from mercat.model.rules import Rule
from mercat.wire.pages import CHINESE

_NAMES: Final = {
    "account": "账户",
    "account_id": "账户",
    "address": "地址",
    "agency": "服务商",
    "application": "应用",
    "authenticator": "身份验证器",
    "bridge": "桥接",
    "content": "内容",
    "custom_audience": "自定义人群",
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
    "snapshot": "快照",
    "snapshots": "快照",
    "user": "用户",
    "API Only user": "API Only 用户",
    "Designer Email Template": "新版设计器电子邮件模板",
    "Designer Email": "新版设计器电子邮件",
    "Email Template": "电子邮件模板",
    "Email": "电子邮件",
    "File": "文件",
    "Form": "表单",
    "Fragment": "片段",
    "Landing Page Template": "登陆页面模板",
    "Landing Page": "登陆页面",
    "List": "列表",
    "Program": "项目",
    "Segment": "细分",
    "Segmentation": "细分方案",
    "Smart Campaign": "智能营销活动",
    "Smart List": "智能列表",
    "Snippet": "代码片段",
    "Static List": "静态列表",
}

# English and Chinese. The refusal's facts fill the placeholders of both.
WORDS: Final[dict[type[refusals.Refusal], tuple[str, str]]] = {
    refusals.AlreadyExists: ("Another {kind} already has this name.", "已存在同名的{kind}。"),
    refusals.NotFound: ("This {kind} doesn't exist.", "找不到该{kind}。"),
    refusals.InUse: ("This {kind} is still in use.", "该{kind}仍在使用中。"),
    refusals.Missing: ("Required: {field}.", "请填写：{field}。"),
    refusals.TooLong: ("{field}: at most {limit} characters.", "{field}：最多 {limit} 个字符。"),
    refusals.TooFew: ("{field}: at least {limit} characters.", "{field}：至少 {limit} 个字符。"),
    refusals.TooMany: ("{field}: at most {limit}.", "{field}：最多 {limit} 个。"),
    InvalidIpRange: (
        "Enter a valid address, network or range instead of: {text}",
        "这不是有效的地址、网络或范围：{text}",
    ),
    CodeWrong: (
        "The code is incorrect, expired or already used. Wait for the next one.",
        "验证码错误、已使用或已过期，请等待下一个验证码。",
    ),
    EmailMalformed: ("Enter a valid email address.", "请输入有效的电子邮件地址。"),
    NoSuchTime: (
        "The clock only moves forward. Enter a later time, such as 2026-05-23 09:00.",
        "时间只能向前，例如调到 2026-05-23 09:00。",
    ),
    FaultUnfit: (
        "Enter a documented code and operation of this protocol, and at least one effect.",
        "请输入该协议文档中的错误码和操作，并至少选择一种效果。",
    ),
    NoSnapshots: (
        "Snapshots are not available with PostgreSQL.",
        "使用 PostgreSQL 时不支持快照。",
    ),
    NotEnabled: (
        "Enable IP Restrictions to use these addresses, or clear the field.",
        "请启用 IP 限制以使用这些地址，或清空此字段。",
    ),
    EditConflict: (
        "Someone else changed this meanwhile. Your changes are kept, the rest is up to date. Check and save again.",
        "期间已有他人更改。您更改的内容已保留，其余为现有内容；请核对后重新保存。",
    ),
    SystemRole: (
        "System roles can't be deleted, and Admin always has every permission.",
        "系统角色不能删除，且 Admin 始终拥有全部权限。",
    ),
    refusals.CompanyFixed: (
        "This field belongs to the company record that this person is linked to.",
        "该字段属于此人所关联的公司记录。",
    ),
    refusals.NotInList: ("The person is no longer on the list.", "此人已不在该列表中。"),
    refusals.PartitionDenied: ("You don't have access to the partition {partition}.", "您无权访问分区 {partition}。"),
    refusals.PersonNotFound: ("This person doesn't exist.", "找不到此人。"),
    refusals.WrongFolder: ("My Tokens can only be defined in Marketing Activities.", "我的令牌只能在营销活动中定义。"),
    AudienceTypeUnfit: (
        "Only audiences of the type CUSTOMER_FILE take users.",
        "只有 CUSTOMER_FILE 类型的人群可以添加用户。",
    ),
    ListNotEvaluated: (
        "The smart list has a filter that can't be evaluated.",
        "该智能列表含有无法计算的筛选条件。",
    ),
    TargetTaken: (
        "A bridge with other settings already goes there. Delete it first.",
        "已有其他设置的桥接指向该处，请先删除它。",
    ),
    refusals.UnknownField: ("The field {field} doesn't exist.", "没有名为 {field} 的字段。"),
    RunGivenUp: (
        "A part of the run failed too often. See the server's log for details.",
        "运行中的某一步多次失败，详情请查看服务器日志。",
    ),
    RedirectRefused: (
        "Enter a valid host name, such as example.com, without a scheme, port or path.",
        "请输入有效的主机名，例如 example.com，不含协议、端口和路径。",
    ),
    TooManyLogins: ("Too many attempts. Try again in {seconds} seconds.", "尝试次数过多，请在 {seconds} 秒后重试。"),
}

# Messages beside a field, which they therefore do not name.
BESIDE: Final[dict[type[refusals.Refusal], tuple[str, str]]] = {
    refusals.Missing: ("Required.", "必填。"),
    refusals.AlreadyExists: ("This name is already in use.", "该名称已被使用。"),
    refusals.TooLong: ("At most {limit} characters.", "最多 {limit} 个字符。"),
    refusals.TooFew: ("Must be at least {limit} characters.", "至少 {limit} 个字符。"),
    refusals.TooMany: ("At most {limit}.", "最多 {limit}。"),
    refusals.MalformedDate: ("Enter a valid date, such as 2026-05-23.", "请输入有效日期，例如 2026-05-23。"),
    refusals.NotAllowed: ("Enter a valid value.", "请输入有效值。"),
    refusals.PersonNotFound: ("No person matches.", "找不到此人。"),
}
TYPES: Final = {
    "boolean": ("Select yes or no.", "请选择是或否。"),
    "date": ("Enter a valid date, such as 2026-05-23.", "请输入有效日期，例如 2026-05-23。"),
    "email": ("Enter a valid email address.", "请输入有效的电子邮件地址。"),
    "datetime": ("Enter a valid time, such as 2026-05-23T09:00:00Z.", "请输入有效时间，例如 2026-05-23T09:00:00Z。"),
    "integer": ("Enter a whole number.", "请输入整数。"),
    "timespan": ("Enter a time span, such as 30 days.", "请输入时间范围，例如 30 days。"),
    "score": ("Enter a whole number.", "请输入整数。"),
    "percent": ("Enter a whole number.", "请输入整数。"),
}
NUMBER: Final = ("Enter a number.", "请输入数字。")
CHOICES: Final = {  # where a choice from a list is required
    "account_id": ("Select at least one account.", "请至少选择一个账户。"),
    "role": ("Select at least one role.", "请至少选择一个角色。"),
    "scope": ("Select at least one scope.", "请至少选择一个权限范围。"),
}
_FIELDS: Final[dict[type[refusals.Refusal], str]] = {
    InvalidIpRange: "addresses",
    NotEnabled: "addresses",
    CodeWrong: "code",
    RedirectRefused: "redirect_domains",
    refusals.AlreadyExists: "name",
}
_KINDS: Final = {  # fields for an object of a kind
    (refusals.AlreadyExists, "user"): "email",
    (refusals.NotFound, "API Only user"): "user",
    (refusals.NotFound, "agency"): "agency",
    (refusals.NotFound, "role"): "role",
    (refusals.NotFound, "user"): "user",
}


def field_of(refusal: refusals.Refusal) -> str:
    """The name of the form field that a refusal is about; empty if it is about the form as a whole."""
    named = _KINDS.get((type(refusal), getattr(refusal, "kind", ""))) or _FIELDS.get(type(refusal))
    return named or str(getattr(refusal, "field", ""))


def field_message_for(refusal: refusals.Refusal, language: str) -> str:
    """The message beside the field that a refusal is about."""
    if isinstance(refusal, FieldRefused):
        return field_message_for(refusal.refusal, language)
    if isinstance(refusal, refusals.WrongType | refusals.WrongValue):
        return TYPES.get(refusal.expected, NUMBER)[language == CHINESE]
    if isinstance(refusal, refusals.Missing) and refusal.field in CHOICES:
        return CHOICES[refusal.field][language == CHINESE]
    if isinstance(refusal, refusals.AlreadyExists) and refusal.kind == "user":  # it has a login, not a name
        return ("A user with this login already exists.", "该用户已存在。")[language == CHINESE]
    if type(refusal) not in BESIDE:
        return message_for(refusal, language)
    return BESIDE[type(refusal)][language == CHINESE].format(limit=getattr(refusal, "limit", ""))


def message_for(refusal: refusals.Refusal, language: str) -> str:
    """The message of a refusal for the user of a form."""
    if isinstance(refusal, refusals.RuleBroken | refusals.InvalidData):
        return rule_texts.TEXTS[refusal.rule][language == CHINESE].format(**refusal.facts)
    english, chinese = WORDS.get(type(refusal), rule_texts.TEXTS[Rule.INVALID_DATA])
    names = ("kind", "field", "limit", "text", "partition")
    facts = {name: getattr(refusal, name) for name in names if hasattr(refusal, name)}
    if isinstance(refusal, TooManyLogins):
        facts["seconds"] = -(-refusal.wait_ms // 1_000)
    if language == CHINESE:
        return chinese.format(**{name: _NAMES.get(value, value) for name, value in facts.items()})
    return english.format(**{name: _plain(value) for name, value in facts.items()})


def _plain(value: Any) -> Any:
    return value.replace("_", " ") if isinstance(value, str) else value
