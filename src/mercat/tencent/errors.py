"""Refusal -> code, English and Chinese message (the vendor's list of return codes).

A text is filled with the refusal's facts. Numbers that the vendor does not publish are marked; see docs/fidelity.md.
"""

from dataclasses import asdict
from typing import Any, Final

from mercat.domain import applications, quota, redirects, repeats
from mercat.domain.advertising import images
from mercat.domain.advertising import refusals as advertising
from mercat.model import refusals as r
from mercat.tencent import refusals as own

Entry = tuple[int, str, str]

_INVALID_TOKEN: Final = (
    11002,
    "Access token is invalid.",
    "您的 access_token 无效，请通过 oauth/authorize 接口获取 token。",
)
_UNKNOWN: Final = (
    12007,
    "The API you requested is unknown. Please check your URL and http method.",
    "您请求未知的接口，请检查您的 URL 和 HTTP 方法。",
)
_MALFORMED: Final = (12003, "JSON string is malformed.", "JSON 字符串格式错误，请调整参数后重试")
_PER_MINUTE: Final = (
    11017,
    "Application has reached the request limit per minute.",
    "应用请求已达分钟频次上限，请登陆开发者后台查看当前接口对应分配的频次，并在要求范围内请求接口。",
)
_PER_DAY: Final = (
    11018,
    "Application has reached the request limit per day.",
    "应用请求已达天频次上限，请 1 天后重试，或在官网提交工单申请开通更多频次配额。",
)

# Numbers that are ours, where the vendor publishes none.
TOO_SHORT: Final = 18005
TOO_LONG: Final = 18006
TOO_MANY_ITEMS: Final = 18011
NOT_FOUND: Final = 31010
NAME_TAKEN: Final = 31011
SYSTEM_ERROR: Final = (30000, "System error. Please try again later.", "系统错误，请稍后重试")

CODES: Final[dict[type[r.Refusal], Entry]] = {
    r.TokenExpired: (
        11000,
        "Access token is expired.",
        "您的 access_token 已过期，请通过 oauth/token 接口获取最新 token",
    ),
    r.TokenInvalid: _INVALID_TOKEN,
    applications.TokenMalformed: (
        11004,
        "Access token is malformed.",
        "您的 access_token 格式不正确，请通过 oauth/authorize 接口获取 token",
    ),
    applications.ApplicationInvalid: (
        11007,
        "The client_id is invalid.",
        "应用 id 无效，请检查 access_token 正确性。",
    ),
    applications.CodeExpired: (11009, "Authorization code is expired.", "授权码过期，请重新发起授权流程。"),
    applications.RefreshTokenMalformed: (
        11010,
        "Refresh token is malformed.",
        "refresh_token 格式错误，请检查 refresh_token 正确性。",
    ),
    applications.CodeMalformed: (
        11011,
        "Authorization code is malformed.",
        "授权码格式错误，请检查 authorization_code 正确性。",
    ),
    applications.RefreshTokenExpired: (11012, "Refresh token is expired.", "refresh_token 过期，请重新发起授权流程"),
    applications.CodeUsed: (
        11013,
        "Authorization code can only be used once.",
        "授权码只能使用一次，请重新发起授权流程",
    ),
    redirects.RedirectRefused: (34109, "Parameter redirect_uri is invalid", "参数redirect_uri无效"),
    r.TokenMissing: (11005, "Access token is empty.", "access_token 为必填字段，请传入正确的 access_token"),
    r.AccessDenied: (
        11014,
        "The API you requested is out of the scope of authority.",
        "您请求的接口超出了授权范围，请在开发者开通对应权限后，重新发起授权",
    ),
    quota.EndpointPaused: _PER_MINUTE,
    quota.EndpointSpent: _PER_DAY,
    r.RateExceeded: _PER_MINUTE,
    r.QuotaReached: _PER_DAY,
    r.TooManyAtOnce: (11019, "Your request is much too frequent.", "您的请求过于频繁，请稍后重试"),
    own.CommonParameterMissing: (
        12000,
        "Your request is missing a required parameter which is one of access_token, timestamp and nonce.",
        "您的请求缺少必须参数：access_token,timestamp,nonce",
    ),
    r.MalformedJson: _MALFORMED,
    r.MalformedMultipart: _MALFORMED,
    r.WrongContentType: _MALFORMED,
    r.WrongEncoding: _MALFORMED,
    r.UnknownPath: _UNKNOWN,
    r.MethodNotAllowed: _UNKNOWN,
    own.FieldsNotList: (12008, "Parameter 'fields' must be array.", "参数 fields 必须为数组，请调整参数后重试"),
    own.FieldsUnknown: (
        12009,
        "Tried accessing nonexisting field in the parameter 'fields' you provided.",
        "参数 fields 中有不存在的字段，请调整参数后重试",
    ),
    own.NotRepeatable: (12010, "The api you requested does not support idempotence.", "您请求的接口不支持幂等。"),
    repeats.NonceUsed: (12100, "The nonce has been used before.", "nonce 已被使用，请更换 nonce"),
    own.TimestampExpired: (
        12101,
        "The timestamp is expired.",
        "时间戳过期，请确认发起请求时的 timestamp 字段赋值逻辑",
    ),
    own.AccountInvalid: (
        12201,
        "Parameter 'account_id' is invalid.",
        "account_id 参数无效，请校验当前 token 是否具有操作当前 account_id 的权限。",
    ),
    own.OrganizationInvalid: (
        12204,
        "Parameter 'organization_id' is invalid.",
        "organization_id 参数无效，请校验当前 token 是否具有操作当前 organization_id 的权限。",
    ),
    r.Missing: (
        18001,
        "Your request is missing a required parameter. The required parameter is '{field}'.",
        "缺失必填参数{field}，请传入必填参数",
    ),
    r.WrongMember: (18002, "Parameter '{field}' has the wrong type .", "参数{field}类型错误"),
    r.WrongType: (18002, "Parameter '{field}' must be {expected} .", "参数{field}必须是{expected}类型"),
    advertising.TooLarge: (
        18003,
        "The value you specified for '{field}' is invalid. Valid values must be not greater than {limit}.",
        "参数{field}无效，取值需不大于{limit}",
    ),
    advertising.TooSmall: (
        18004,
        "The value you specified for '{field}' is invalid. Valid values must be not less than {limit} .",
        "参数{field}无效，取值需不小于{limit}",
    ),
    own.TooShort: (TOO_SHORT, "Parameter '{field}' is shorter than {limit}.", "参数{field}长度需不小于{limit}"),
    r.TooLong: (TOO_LONG, "Parameter '{field}' is longer than {limit}.", "参数{field}长度需不大于{limit}"),
    r.UriTooLong: (TOO_LONG, "The request URL is longer than {limit} bytes.", "请求 URL 长度需不大于{limit}字节"),
    r.BodyTooLarge: (TOO_LONG, "The request body is larger than {limit} bytes.", "请求体大小需不大于{limit}字节"),
    r.NotAllowed: (
        18009,
        "Parameter '{field}' must be one of the following values: [{allowed}].",
        "参数{field}的取值需在[{allowed}]中",
    ),
    r.TooMany: (
        TOO_MANY_ITEMS,
        "Your request contains too many values for '{field}'. This parameter can have a maximum of {limit} value(s).",
        "您的请求包含的{field}值太多，此参数最多可包含{limit}值",
    ),
    r.TooFew: (
        18012,
        "Your request contains too few values for '{field}'.This parameter must have a minimum of {limit} value(s).",
        "您的请求包含的{field}值太少，此参数最少可包含{limit}值",
    ),
    own.TooPrecise: (
        18014,
        "Parameter '{field}' has too many decimal places. The maximum number of decimal places is {places}.",
        "参数{field}小数位数过多，最多可包含{places}位小数",
    ),
    advertising.Malformed: (31002, "Parameter '{field}' must be {expected}.", "参数{field}取值范围是{expected}"),
    advertising.TooEarly: (
        31057,
        "Parameter '{field}' cannot be earlier than '{bound}'",
        "参数'{field}'不能早于'{bound}'",
    ),
    repeats.RepeatDiffers: (
        31060,
        "Your request differs from a previous request with the same X-Request-Id. ",
        "您的请求参数与之前具有相同 X-Request-Id 的请求不同，请更新参数后重试.",
    ),
    repeats.RepeatUnderWay: (
        36019,
        "You have multiple concurrent requests with the same X-Request-ID at the same time,"
        " and only one of them succeeds.",
        "您在同一时刻具有多个相同 X-Request-Id 的并发请求，只有一个会请求成功.",
    ),
    images.ResizeFailed: (
        64019,
        "Image resize failed. Please adjust relative params.",
        "缩放图片失败，请调整相关参数",
    ),
    advertising.OutOfRange: (
        64020,
        "The value you specified for {field} is invalid. Valid values must between {low} AND {high}.",
        "参数{field}取值需在{low}和{high}之间",
    ),
    images.NotStored: (
        64026,
        "The image could not be stored.",
        "存储图片失败，请检查图片类型、文件签名、上传方式和账户 id 等字段是否填写正确",
    ),
    r.ForbiddenCharacters: (
        64027,
        "The value of parameter {field} contains disallowed characters.",
        "The value of parameter {field} contains disallowed characters.",
    ),
    r.NotFound: (NOT_FOUND, "The {kind} '{key}' does not exist or has been deleted.", "{kind} {key} 不存在或已删除"),
    r.AlreadyExists: (NAME_TAKEN, "The {kind} '{key}' exists already.", "{kind} {key} 已存在"),
}

_MATERIAL_GONE: Final = (
    64018,
    "The creative material is invalid: it could have been deleted or never existed.",
    "操作的对象不存在或已删除，请确认 account_id 是否可操作该对象",
)

# Some kinds have numbers of their own.
CODES_BY_KIND: Final[dict[tuple[type[r.Refusal], str], Entry]] = {(r.NotFound, images.KIND): _MATERIAL_GONE}

# Transport problems: the HTTP status says it too.
STATUSES: Final[dict[type[r.Refusal], int]] = {r.UriTooLong: 414, r.BodyTooLarge: 413, r.WrongEncoding: 415}


def code_and_words(refusal: r.Refusal) -> Entry:
    """The vendor's code, its English and its Chinese message."""
    own_entry = CODES_BY_KIND.get((type(refusal), getattr(refusal, "kind", "")))
    code, english, chinese = own_entry or CODES[type(refusal)]
    facts = {name: _shown(value) for name, value in asdict(refusal).items()}
    if "expected" in facts:
        facts["expected"] = _TYPES.get(facts["expected"], facts["expected"])
    return code, english.format(**facts), chinese.format(**facts)


_TYPES: Final = {"int": "integer", "str": "string", "bool": "boolean", "float": "number"}


def _shown(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
