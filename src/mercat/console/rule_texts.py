"""The messages of rules, in English and Chinese. Facts fill both."""

from collections.abc import Mapping
from typing import Final

from mercat.model.rules import Rule

TEXTS: Final[Mapping[Rule, tuple[str, str]]] = {
    Rule.INVALID_DATA: ("The request is not valid for this page.", "请求与此页面不符。"),
    Rule.ADMINISTRATOR_DELETED: ("You can't delete the last administrator.", "不能删除最后一位管理员。"),
    Rule.ADMIN_ROLE_TAKEN: (
        "You can't remove the role Admin from the last administrator.",
        "不能移除最后一位管理员的 Admin 角色。",
    ),
    Rule.JOB_OVER: ("The job has already ended.", "作业已经结束。"),
    Rule.IMPORT_CANCELLED: ("The import was cancelled.", "导入已取消。"),
    Rule.MAIL_SERVER_MISSING: ("No mail server is set up, so nothing can be sent.", "未设置邮件服务器，无法发送邮件。"),
    Rule.MAIL_TOO_LARGE: ("The email is larger than {limit} bytes.", "邮件大于 {limit} 字节。"),
    # -- folders --
    Rule.FOLDERS_TOO_DEEP: ("Folders can be at most {limit} levels deep.", "文件夹最多可嵌套 {limit} 层。"),
    Rule.FOLDER_NOT_EMPTY: ("Only an empty folder can be deleted.", "只能删除空文件夹。"),
    Rule.SYSTEM_FOLDER_UPDATED: ("System folders can't be changed.", "系统文件夹不能更改。"),
    Rule.SYSTEM_FOLDER_DELETED: ("System folders can't be deleted.", "系统文件夹不能删除。"),
    Rule.PROGRAM_UPDATED_AS_FOLDER: ("A program can't be changed as a folder.", "不能将项目作为文件夹更改。"),
    Rule.PROGRAM_DELETED_AS_FOLDER: ("A program can't be deleted as a folder.", "不能将项目作为文件夹删除。"),
    # -- programs --
    Rule.PROGRAM_IN_USE: (
        "This program can't be deleted. Its assets are in use elsewhere.",
        "该项目不能删除：其中的资产正在别处使用。",
    ),
    Rule.CLONE_HOLDS_PROGRAMS: (
        "A program that includes other programs can't be cloned.",
        "包含其他项目的项目不能克隆。",
    ),
    Rule.CLONE_HOLDS_LISTS: ("A program that includes static lists can't be cloned.", "包含静态列表的项目不能克隆。"),
    Rule.PROGRAM_NOT_EMAIL: ("Only email programs can be approved.", "只有电子邮件项目可以批准。"),
    Rule.PROGRAM_APPROVED_TWICE: ("This program is already approved.", "此项目已批准。"),
    Rule.PROGRAM_WITHOUT_DATES: ("This program needs a start date and an end date.", "此项目需要开始日期和结束日期。"),
    Rule.PROGRAM_START_PASSED: ("The start date of this program has passed.", "此项目的开始日期已过。"),
    Rule.PROGRAM_WITHOUT_SMART_LIST: ("This program has no valid smart list.", "此项目没有有效的智能列表。"),
    Rule.PROGRAM_WITHOUT_EMAIL: ("This program has no approved email.", "此项目没有已批准的电子邮件。"),
    Rule.HEAD_START_UNFIT: ("Head start is only available for email programs.", "只有电子邮件项目支持提前处理。"),
    Rule.DATES_UNFIT: ("This type of program has no start and end dates.", "此类项目没有开始日期和结束日期。"),
    Rule.END_BEFORE_START: ("Enter an end date that is not before the start date.", "结束日期不能早于开始日期。"),
    Rule.CHANNEL_UNKNOWN: ("The channel {channel} doesn't exist.", "找不到渠道 {channel}。"),
    Rule.CHANNEL_UNFIT: (
        "The channel {channel} isn't available for this type of program.",
        "渠道 {channel} 不适用于此类项目。",
    ),
    Rule.TAG_REQUIRED: ("The tag {tag} is required.", "标签 {tag} 为必填项。"),
    Rule.TAG_TYPE_UNKNOWN: ("The tag {tag} doesn't exist.", "找不到标签 {tag}。"),
    Rule.TAG_TYPE_UNFIT: ("The tag {tag} isn't available for this type of program.", "标签 {tag} 不适用于此类项目。"),
    Rule.TAG_VALUE_UNKNOWN: ("{value} is not a valid value of the tag {tag}.", "{value} 不是标签 {tag} 的有效值。"),
    # -- assets with a draft and an approved version --
    Rule.DRAFT_EXISTS: ("This asset has a draft already.", "此资产已有草稿。"),
    Rule.NO_DRAFT_TO_APPROVE: ("This asset has no draft to approve.", "没有可批准的草稿。"),
    Rule.NO_DRAFT_TO_DISCARD: ("This asset has no draft to discard.", "没有可放弃的草稿。"),
    Rule.ONLY_DRAFT_DISCARDED: (
        "The draft can't be discarded, because this asset has no approved version.",
        "没有已批准的版本，因此不能放弃草稿。",
    ),
    Rule.NOT_APPROVED: ("This asset has no approved version.", "没有已批准的版本。"),
    Rule.APPROVED: ("Unapprove the asset before you delete it.", "请先取消批准，然后再删除此资产。"),
    Rule.ASSET_TOO_LARGE: ("The content can have at most {limit} bytes.", "内容最多 {limit} 字节。"),
    Rule.IMAGE_TOO_LARGE: ("The image can have at most {limit} pixels.", "图片最多 {limit} 像素。"),
    # -- snippets, and content for segments --
    Rule.SNIPPET_NOT_DYNAMIC: ("The snippet has no dynamic content.", "此代码片段没有动态内容。"),
    Rule.CONTENT_TOO_DEEP: ("The content is nested more than {limit} levels deep.", "内容嵌套超过 {limit} 层。"),
    # -- forms --
    Rule.FRAGMENT_NOT_APPROVED: (
        "Approve the fragment {fragment} before you approve this asset.",
        "请先批准片段 {fragment}，然后再批准此资产。",
    ),
    Rule.FIELD_ON_FORM: ("The field {field} is already on the form.", "字段 {field} 已在表单上。"),
    Rule.FIELD_NOT_ON_FORM: ("The field {field} isn't on the form.", "字段 {field} 不在表单上。"),
    Rule.FIELD_TAKES_NO_INPUT: ("{field} is not an input field.", "{field} 不是输入字段。"),
    Rule.FIELD_TAKES_NO_CHOICES: ("The field {field} can't have a list of values.", "字段 {field} 不能有值列表。"),
    Rule.FIELD_BOUNDS_CROSSED: (
        "Enter a minimum value that is not greater than the maximum value.",
        "最小值不能大于最大值。",
    ),
    Rule.VISIBILITY_WITHOUT_RULE: ("Add at least one visibility rule.", "请至少添加一条可见性规则。"),
    Rule.VISIBILITY_SUBJECT_UNKNOWN: (
        "A visibility rule can't depend on {field}. Select another input field of the form.",
        "可见性规则不能取决于 {field}，请选择表单上的其他输入字段。",
    ),
    Rule.PROFILING_SET_DELETED: (
        "To remove progressive profiling, change the form's settings.",
        "如需移除渐进式分析，请更改表单的设置。",
    ),
    Rule.RICH_TEXT_TAGS: (
        "Rich text can't include script, meta or link tags.",
        "富文本不能包含 script、meta 或 link 标签。",
    ),
    Rule.FIELD_PLACED_TWICE: ("A field can only have one position.", "一个字段只能有一个位置。"),
    Rule.FIELD_NOT_PLACED: ("The field {field} has no position.", "字段 {field} 没有位置。"),
    Rule.PLACE_TAKEN_TWICE: ("Two fields can't have the same position.", "两个字段不能在同一位置。"),
    Rule.PLACE_OUTSIDE_FORM: (
        "A form can have at most {rows} rows and {columns} columns.",
        "表单最多 {rows} 行 {columns} 列。",
    ),
    Rule.PLACE_IN_NO_SET: ("{field} is not a field set.", "{field} 不是字段集。"),
    Rule.SET_IN_SET: ("A field set can't be inside another one.", "字段集不能放入另一个字段集。"),
    Rule.MEMBER_FIELDS_OUTSIDE_PROGRAM: (
        "Program member fields are only available for forms in a program.",
        "只有项目中的表单可以使用项目成员字段。",
    ),
    Rule.FOLLOWUP_DEFAULT_TWICE: ("Only one follow-up can be the default.", "只能有一个默认后续页面。"),
    Rule.FOLLOWUP_INCOMPLETE: (
        "Select a field and an operator for every follow-up but the default.",
        "除默认后续页面外，请为每个后续页面选择字段和运算符。",
    ),
    Rule.LANDING_PAGE_UNKNOWN: ("This landing page doesn't exist.", "找不到该登陆页面。"),
    Rule.HOSTNAME_UNKNOWN: (
        "{hostname} is not a domain or domain alias of landing pages.",
        "{hostname} 不是登陆页面的域名或域名别名。",
    ),
    Rule.REDIRECTED_TWICE: ("This page already has a redirect rule.", "此页面已有重定向规则。"),
    # -- HTML --
    Rule.HTML_TOO_LARGE: ("The HTML can have at most {limit} bytes.", "HTML 最多 {limit} 字节。"),
    Rule.HTML_TOO_DEEP: ("The HTML can be at most {limit} levels deep.", "HTML 最多可嵌套 {limit} 层。"),
    Rule.REGIONS_LIMIT: (
        "The HTML can have at most {limit} elements, modules, containers and variables.",
        "HTML 中的元素、模块、容器和变量总共最多 {limit} 个。",
    ),
    Rule.ELEMENT_WITHOUT_ID: ("An element of class {type} has no ID.", "类为 {type} 的元素没有 ID。"),
    Rule.ELEMENT_ID_UNFIT: (
        "Use only letters, digits, dashes and underscores in the ID {id}.",
        "ID {id} 只能包含字母、数字、连字符和下划线。",
    ),
    Rule.ELEMENT_ID_TWICE: ("The ID {id} is used more than once.", "ID {id} 重复使用。"),
    Rule.ELEMENT_NOT_CLOSED: ("The element {id} has no end tag.", "元素 {id} 缺少结束标签。"),
    Rule.ELEMENT_UNNAMED: ("The element {id} has no mktoName.", "元素 {id} 没有 mktoName。"),
    Rule.REGION_IN_REGION: (
        "The element {id} can't be inside the element {other}.",
        "元素 {id} 不能位于元素 {other} 内。",
    ),
    Rule.MODULE_OUTSIDE_CONTAINER: ("The module {id} has to be in a container.", "模块 {id} 必须位于容器中。"),
    Rule.MODULE_TAG_UNFIT: (
        "The module {id} has to be a tr in a table, and a table in a td.",
        "模块 {id} 在 table 中必须是 tr，在 td 中必须是 table。",
    ),
    Rule.CONTAINER_TAG_UNFIT: (
        "The container {id} has to be a table, tbody, thead, tfoot or td.",
        "容器 {id} 必须是 table、tbody、thead、tfoot 或 td。",
    ),
    Rule.CONTAINER_TWICE: ("The container {id} is not the only one.", "只能有一个容器，而 {id} 不是唯一的。"),
    Rule.CONTAINER_HOLDS_OTHERS: ("The container {id} can only include modules.", "容器 {id} 只能包含模块。"),
    Rule.VARIABLE_TYPE_UNKNOWN: ("The variable {id} has an unknown type {type}.", "变量 {id} 的类型 {type} 未知。"),
    Rule.VARIABLE_WITHOUT_VALUES: ("The variable {id} has no values.", "变量 {id} 没有可选值。"),
    Rule.VARIABLE_WITHOUT_DEFAULT: ("The variable {id} has no default.", "变量 {id} 没有默认值。"),
    Rule.VARIABLE_DEFAULT_UNFIT: (
        "The default of the variable {id} is not a value of its type.",
        "变量 {id} 的默认值与其类型不符。",
    ),
    Rule.VARIABLE_UNKNOWN: ("The variable {id} is not declared.", "变量 {id} 未声明。"),
    Rule.NOTHING_EDITABLE: ("Add an element that can be edited.", "请添加可编辑的元素。"),
    Rule.FREE_FORM_ELEMENT_MISSING: (
        "Add a div with the class mktoContent to the body.",
        "请在 body 中添加一个类为 mktoContent 的 div。",
    ),
    # -- emails --
    Rule.EMAIL_WITHOUT_TEMPLATE: (
        "This email has no template, so its sections can't be changed.",
        "该电子邮件没有模板，无法更改其内容区块。",
    ),
    Rule.EMAIL_WITH_TEMPLATE: (
        "This email still has a template. Edit its code first.",
        "该电子邮件仍与模板关联，请先编辑其代码。",
    ),
    Rule.EMAIL_DYNAMIC: (
        "The code of an email with dynamic content can't be replaced.",
        "含动态内容的电子邮件不能替换代码。",
    ),
    Rule.EMAIL_HEADER_MISSING: ("Enter a value for {field}.", "请填写 {field}。"),
    Rule.EMAIL_HEADER_UNFIT: ("Enter a valid email address for {field}.", "请为 {field} 填写有效的电子邮件地址。"),
    Rule.HTML_WITH_SCRIPT: ("The HTML can't include JavaScript.", "HTML 不能包含 JavaScript。"),
    Rule.SECTION_TYPE_UNFIT: (
        "The section {id} can't hold content of type {type}.",
        "内容区块 {id} 不支持类型为 {type} 的内容。",
    ),
    Rule.SECTION_NOT_DYNAMIC: ("The section {id} has no dynamic content.", "内容区块 {id} 没有动态内容。"),
    Rule.VIDEO_URL_UNFIT: (
        "Enter the address of a video on YouTube or Vimeo.",
        "请填写 YouTube 或 Vimeo 视频的地址。",
    ),
    Rule.LAST_MODULE: ("The last module can't be deleted.", "不能删除最后一个模块。"),
    Rule.MODULES_LIMIT: ("An email can have at most {limit} modules.", "一封电子邮件最多可包含 {limit} 个模块。"),
    Rule.MODULE_NOT_ACTIVE: ("The module {id} is not active.", "模块 {id} 未启用。"),
    Rule.MODULE_INDEX_TWICE: ("Two modules can't have the same place.", "两个模块不能位于同一位置。"),
    Rule.MODULES_NOT_ALL: ("Place each module once.", "每个模块必须且只能放置一次。"),
    Rule.VARIABLE_VALUE_UNFIT: (
        "The value of the variable {id} is not of type {type}.",
        "变量 {id} 的值不是 {type} 类型。",
    ),
    Rule.VARIABLE_OF_MODULES: ("Choose the module of the variable {id}.", "请选择变量 {id} 所属的模块。"),
    # -- landing pages --
    Rule.PAGE_URL_TAKEN: ("Another landing page has the URL name {name}.", "另一个登陆页面已使用 URL 名称 {name}。"),
    Rule.PAGE_FOLLOWS_FORMS: (
        "The landing page is the follow-up page of forms: {ids}.",
        "该登陆页面是以下表单的后续页面：{ids}。",
    ),
    Rule.PAGE_APPROVED: ("An approved landing page can't be deleted.", "不能删除已批准的登陆页面。"),
    Rule.TEMPLATE_OF_OTHER_TYPE: (
        "The template is of another type than that of the landing page.",
        "该模板与登陆页面的模板类型不同。",
    ),
    Rule.FORMATTING_OF_GUIDED: (
        "Only sections of free-form landing pages have formatting options.",
        "只有自由格式登陆页面的内容区块才有格式选项。",
    ),
    Rule.MOBILE_VERSION_OF_GUIDED: (
        "Only free-form landing pages have a mobile version.",
        "只有自由格式登陆页面才有移动版本。",
    ),
    # -- smart lists and segmentations --
    Rule.FILTER_NOT_EVALUATED: (
        "Nobody can be found by the filter {filter} yet.",
        "目前还不能按筛选条件 {filter} 查找。",
    ),
    Rule.FILTER_LOGIC_MALFORMED: (
        "Enter a valid filter logic, such as 1 and (2 or 3), instead of: {text}",
        "这不是有效的筛选逻辑：{text}。例如 1 and (2 or 3)。",
    ),
    Rule.FILTER_LOGIC_AMBIGUOUS: (
        "Use parentheses where the filter logic has both and and or.",
        "筛选逻辑同时使用 and 和 or 时，请加上括号。",
    ),
    Rule.FILTER_LOGIC_INCOMPLETE: (
        "The filter logic must name each of the {count} filters.",
        "筛选逻辑必须包含全部 {count} 个筛选条件。",
    ),
    Rule.SMART_LIST_CIRCULAR: ("A smart list can't be a member of itself.", "智能列表不能是自身的成员。"),
    Rule.SMART_LIST_OWNED: ("This smart list belongs to {name}.", "该智能列表属于 {name}。"),
    Rule.SEGMENT_WITHOUT_RULES: ("Add a filter to the segment {segment}.", "请为细分 {segment} 添加筛选条件。"),
    Rule.SEGMENT_RELATIVE_DATE: (
        "The segment {segment} can't use the operator {operator}.",
        "细分 {segment} 不能使用运算符 {operator}。",
    ),
    Rule.SEGMENTATIONS_APPROVED: (
        "At most {limit} segmentations can be approved at a time.",
        "最多可同时批准 {limit} 个细分方案。",
    ),
    # -- smart campaigns --
    Rule.CAMPAIGN_ACTIVE: ("Deactivate this smart campaign to change it.", "请先停用该智能营销活动，然后再更改。"),
    Rule.CAMPAIGN_ACTIVATED_TWICE: ("This smart campaign is already active.", "该智能营销活动已激活。"),
    Rule.CAMPAIGN_NOT_ACTIVE: ("This smart campaign isn't active.", "该智能营销活动未激活。"),
    Rule.CAMPAIGN_WITHOUT_TRIGGER: ("Add at least one trigger.", "请至少添加一个触发器。"),
    Rule.CAMPAIGN_WITHOUT_FLOW: ("Add at least one flow step.", "请至少添加一个流程步骤。"),
    Rule.CAMPAIGN_BROKEN: ("This smart campaign has an invalid filter.", "该智能营销活动包含无效的筛选器。"),
    Rule.CAMPAIGN_OUTSIDE_PROGRAM: ("This smart campaign isn't in a program.", "该智能营销活动不在任何项目中。"),
    Rule.CAMPAIGN_NOT_REQUESTABLE: (
        "This smart campaign isn't active, or it has no trigger Campaign is Requested for the API.",
        "该智能营销活动未激活，或没有可供 API 使用的“请求营销活动”触发器。",
    ),
    Rule.SCHEDULED_WITHOUT_BATCH: ("Only a batch campaign can be scheduled.", "只有批量营销活动可以安排时间。"),
    Rule.REQUESTED_WITHOUT_TRIGGER: ("Only a trigger campaign can be requested.", "只有触发式营销活动可以请求。"),
    Rule.TOKEN_NAME_INVALID: ("{name} is not a valid token name.", "{name} 不是有效的令牌名称。"),
    # -- types of custom objects --
    Rule.OBJECT_TYPES_LIMIT: ("There can be at most {limit} custom objects.", "最多 {limit} 个自定义对象。"),
    Rule.OBJECT_TYPE_NAME_FIXED: (
        "The display name of an approved custom object can't be changed.",
        "已批准的自定义对象不能更改显示名称。",
    ),
    Rule.OBJECT_TYPE_KEYS_ADDED: (
        "Dedupe and link fields can't be added to an approved custom object.",
        "已批准的自定义对象不能添加去重字段和链接字段。",
    ),
    Rule.OBJECT_TYPE_KEYS_CHANGED: (
        "Dedupe and link fields of an approved custom object can't be changed.",
        "已批准的自定义对象不能更改去重字段和链接字段。",
    ),
    Rule.OBJECT_TYPE_KEYS_REMOVED: (
        "Dedupe and link fields of an approved custom object can't be deleted.",
        "已批准的自定义对象不能删除去重字段和链接字段。",
    ),
    Rule.OBJECT_TYPE_WITHOUT_DRAFT: ("This custom object has no draft to approve.", "没有可批准的草稿。"),
    Rule.OBJECT_TYPE_WITHOUT_KEY: ("Add at least one dedupe field.", "请至少添加一个去重字段。"),
    Rule.OBJECT_TYPE_KEYS_LIMIT: (
        "A custom object can have at most {limit} dedupe fields.",
        "自定义对象最多 {limit} 个去重字段。",
    ),
    Rule.OBJECT_TYPE_LINKED: ("The custom object {other} links to {name}.", "自定义对象 {other} 链接到 {name}。"),
    Rule.LINK_UNFIT: (
        "Only a link field has a linked object, and every link field needs one.",
        "只有链接字段可以有链接对象，并且每个链接字段都需要一个。",
    ),
    # -- records and activities --
    Rule.CREATED_BY_ID: ("Records can't be created by ID.", "不能按 ID 创建记录。"),
    Rule.COMPOUND_KEY_IN_QUERY: ("Enter every field of the key.", "请输入键的每个字段。"),
    Rule.ATTRIBUTE_GIVEN_TWICE: ("The attribute {attribute} is included twice.", "属性 {attribute} 出现了两次。"),
    Rule.ASSETS_OF_SEVERAL_TYPES: ("Select exactly one activity type.", "请只选择一个活动类型。"),
    # -- types of custom activities --
    Rule.ACTIVITY_TYPE_NAME_FIXED: (
        "The API name of an approved custom activity can't be changed.",
        "已批准的自定义活动不能更改 API 名称。",
    ),
    Rule.ACTIVITY_TYPE_WITHOUT_DRAFT: ("This custom activity has no draft to approve.", "没有可批准的草稿。"),
    Rule.ACTIVITY_TYPE_ONLY_DRAFT: (
        "This custom activity has no draft beside an approved version.",
        "该自定义活动没有已批准版本之外的草稿。",
    ),
    Rule.PRIMARY_ATTRIBUTE_REQUIRED: ("Add a primary attribute.", "请添加主属性。"),
    Rule.PRIMARY_ATTRIBUTE_DELETED: ("The primary attribute can't be deleted.", "不能删除主属性。"),
    Rule.PRIMARY_ATTRIBUTE_NOT_DEMOTED: (
        "Clear the current primary attribute before you select another one.",
        "请先取消现有的主属性，再将其他属性设为主属性。",
    ),
    Rule.PRIMARY_ATTRIBUTE_TWICE: ("There can only be one primary attribute.", "只能有一个主属性。"),
    # -- filters and fields of exports --
    Rule.PARAMETERS_TOGETHER: ("Use either {first} or {second}.", "{first} 和 {second} 只能使用其一。"),
    Rule.VALUES_LIMIT: ("{parameter}: at most {limit}.", "{parameter}：最多 {limit} 个。"),
    Rule.RANGE_REVERSED: ("Enter an end that is not before the start.", "结束时间不能早于开始时间。"),
    Rule.RANGE_TOO_LONG: ("Enter a range of at most {days} days.", "时间范围最多 {days} 天。"),
    Rule.MEMBERS_RANGE_UNFIT: (
        "Enter a range of at most seven days that ends after it starts.",
        "时间范围最多七天，且结束时间必须晚于开始时间。",
    ),
    Rule.FIELD_NAMED_TWICE: ("A field is included twice.", "有字段出现了两次。"),
    Rule.SEVERAL_FILTERS: ("Select exactly one filter.", "请只选择一个筛选器。"),
    Rule.FILTER_UNKNOWN: ("The filter {filter} doesn't exist.", "找不到筛选器 {filter}。"),
    Rule.ACTIVITY_TYPE_NOT_SUPPORTED: (
        "The activity type {type_id} can't be exported.",
        "活动类型 {type_id} 不能导出。",
    ),
    Rule.ATTRIBUTE_VALUES_UNFIT: (
        "{parameter} isn't available for these activity types.",
        "{parameter} 不适用于这些活动类型。",
    ),
    Rule.OBJECT_TYPE_WITHOUT_LEADS: (
        "Only custom objects that are linked to people can be exported.",
        "只能导出链接到人员的自定义对象。",
    ),
    Rule.STATUS_OF_OTHER_CHANNEL: (
        "Select statuses of the channel of the programs.",
        "请选择项目所属渠道的状态。",
    ),
    # -- files of imports --
    Rule.FILE_EMPTY: ("The file is empty.", "文件为空。"),
    Rule.TEXT_NOT_UTF8: ("The text is not UTF-8.", "文本不是 UTF-8 编码。"),
    Rule.TEXT_NOT_IN_ENCODING: ("The text is not {encoding}.", "文本不是 {encoding} 编码。"),
    Rule.COLUMNS_LIMIT: ("The file can have at most {limit} columns.", "文件最多 {limit} 列。"),
    Rule.COLUMN_NAMED_TWICE: ("Two columns have the same name.", "有两列同名。"),
    Rule.COLUMN_UNNAMED: ("A column has no name.", "有的列没有名称。"),
    Rule.COLUMN_MISSING: (
        "The file has no column {column}. Its columns: {columns}.",
        "文件中没有列 {column}。现有的列：{columns}。",
    ),
    Rule.COLUMNS_OF_ONE_FIELD: (
        "The columns {first} and {second} are mapped to the same field, {field}.",
        "列 {first} 和 {second} 映射到了同一字段 {field}。",
    ),
    Rule.ROW_UNREADABLE: ("The row can't be read.", "无法读取该行。"),
    Rule.ROW_MISSHAPEN: (
        "The row has {values} values, but the file has {columns} columns.",
        "该行有 {values} 个值，而文件有 {columns} 列。",
    ),
}
