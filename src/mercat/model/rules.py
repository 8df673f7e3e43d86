"""The rules of engines. Protocols, console and command line word them. A comment lists the facts of a rule."""

from enum import StrEnum


class Rule(StrEnum):
    """A rule in a `RuleBroken` or `InvalidData`. Failed rows are stored with the value, so it must not change."""

    INVALID_DATA = "invalid-data"  # no rule in particular

    # -- people who sign in, and jobs --
    ADMINISTRATOR_DELETED = "administrator-deleted"  # the last one
    ADMIN_ROLE_TAKEN = "admin-role-taken"  # from the last administrator
    JOB_OVER = "job-over"  # so it cannot be cancelled
    IMPORT_CANCELLED = "import-cancelled"  # which is why it failed
    MAIL_SERVER_MISSING = "mail-server-missing"  # so nothing can be sent
    MAIL_TOO_LARGE = "mail-too-large"  # limit: bytes

    # -- folders --
    FOLDERS_TOO_DEEP = "folders-too-deep"  # limit: levels
    FOLDER_NOT_EMPTY = "folder-not-empty"
    SYSTEM_FOLDER_UPDATED = "system-folder-updated"
    SYSTEM_FOLDER_DELETED = "system-folder-deleted"
    PROGRAM_UPDATED_AS_FOLDER = "program-updated-as-folder"
    PROGRAM_DELETED_AS_FOLDER = "program-deleted-as-folder"

    # -- programs --
    PROGRAM_IN_USE = "program-in-use"  # something outside needs what is in it
    CLONE_HOLDS_PROGRAMS = "clone-holds-programs"
    CLONE_HOLDS_LISTS = "clone-holds-lists"
    PROGRAM_NOT_EMAIL = "program-not-email"  # only email programs are approved
    PROGRAM_APPROVED_TWICE = "program-approved-twice"
    PROGRAM_WITHOUT_DATES = "program-without-dates"
    PROGRAM_START_PASSED = "program-start-passed"
    PROGRAM_WITHOUT_SMART_LIST = "program-without-smart-list"  # or its smart list has no filter
    PROGRAM_WITHOUT_EMAIL = "program-without-email"  # no approved one
    HEAD_START_UNFIT = "head-start-unfit"  # for the type of the program, as in all that follow
    DATES_UNFIT = "dates-unfit"
    END_BEFORE_START = "end-before-start"
    CHANNEL_UNKNOWN = "channel-unknown"  # channel: its name
    CHANNEL_UNFIT = "channel-unfit"  # channel: its name
    TAG_REQUIRED = "tag-required"  # tag: the name of its type
    TAG_TYPE_UNKNOWN = "tag-type-unknown"  # tag: the name of its type
    TAG_TYPE_UNFIT = "tag-type-unfit"  # tag: the name of its type
    TAG_VALUE_UNKNOWN = "tag-value-unknown"  # tag: the name of its type; value

    # -- assets with a draft and an approved version; kind: what they are --
    DRAFT_EXISTS = "draft-exists"  # kind
    NO_DRAFT_TO_APPROVE = "no-draft-to-approve"  # kind
    NO_DRAFT_TO_DISCARD = "no-draft-to-discard"  # kind
    ONLY_DRAFT_DISCARDED = "only-draft-discarded"  # kind; there is no approved version beside it
    NOT_APPROVED = "not-approved"  # kind
    APPROVED = "approved"  # kind; so it cannot be deleted
    ASSET_TOO_LARGE = "asset-too-large"  # kind; limit: bytes
    IMAGE_TOO_LARGE = "image-too-large"  # limit: pixels

    # -- snippets, and content for segments --
    SNIPPET_NOT_DYNAMIC = "snippet-not-dynamic"
    CONTENT_TOO_DEEP = "content-too-deep"  # limit: choices and snippets inside one another
    FRAGMENT_NOT_APPROVED = "fragment-not-approved"  # fragment: its id; an asset that refers to it is approved

    # -- forms --
    FIELD_ON_FORM = "field-on-form"  # field: its id; it is added again
    FIELD_NOT_ON_FORM = "field-not-on-form"  # field: its id
    FIELD_TAKES_NO_INPUT = "field-takes-no-input"  # field: its id
    FIELD_TAKES_NO_CHOICES = "field-takes-no-choices"  # field: its id
    FIELD_BOUNDS_CROSSED = "field-bounds-crossed"
    VISIBILITY_WITHOUT_RULE = "visibility-without-rule"
    VISIBILITY_SUBJECT_UNKNOWN = "visibility-subject-unknown"  # field: the id that a rule names
    PROFILING_SET_DELETED = "profiling-set-deleted"
    RICH_TEXT_TAGS = "rich-text-tags"
    FIELD_PLACED_TWICE = "field-placed-twice"
    FIELD_NOT_PLACED = "field-not-placed"  # field: its id
    PLACE_TAKEN_TWICE = "place-taken-twice"
    PLACE_OUTSIDE_FORM = "place-outside-form"  # rows, columns: how many there may be
    PLACE_IN_NO_SET = "place-in-no-set"  # field: the id of what is no set
    SET_IN_SET = "set-in-set"
    MEMBER_FIELDS_OUTSIDE_PROGRAM = "member-fields-outside-program"
    FOLLOWUP_DEFAULT_TWICE = "followup-default-twice"
    FOLLOWUP_INCOMPLETE = "followup-incomplete"
    LANDING_PAGE_UNKNOWN = "landing-page-unknown"

    # -- redirect rules --
    HOSTNAME_UNKNOWN = "hostname-unknown"  # hostname: no landing pages are served on it
    REDIRECTED_TWICE = "redirected-twice"  # the page has a rule already

    # -- HTML of templates, emails and pages; id: of the element or variable --
    HTML_TOO_LARGE = "html-too-large"  # limit: bytes
    HTML_TOO_DEEP = "html-too-deep"  # limit: elements inside one another
    REGIONS_LIMIT = "regions-limit"  # limit: regions, modules, containers and variables together
    ELEMENT_WITHOUT_ID = "element-without-id"  # its class as type
    ELEMENT_ID_UNFIT = "element-id-unfit"  # id; of other characters than letters, digits, dash and underscore
    ELEMENT_ID_TWICE = "element-id-twice"  # id
    ELEMENT_NOT_CLOSED = "element-not-closed"  # id
    ELEMENT_UNNAMED = "element-unnamed"  # id
    REGION_IN_REGION = "region-in-region"  # id; other: the id of the region around it
    MODULE_OUTSIDE_CONTAINER = "module-outside-container"  # id
    MODULE_TAG_UNFIT = "module-tag-unfit"  # id
    CONTAINER_TAG_UNFIT = "container-tag-unfit"  # id
    CONTAINER_TWICE = "container-twice"  # id; there may be one
    CONTAINER_HOLDS_OTHERS = "container-holds-others"  # id; there are only modules in one
    VARIABLE_TYPE_UNKNOWN = "variable-type-unknown"  # id; its class as type
    VARIABLE_WITHOUT_VALUES = "variable-without-values"  # id; it is a list
    VARIABLE_WITHOUT_DEFAULT = "variable-without-default"  # id; it is a number
    VARIABLE_DEFAULT_UNFIT = "variable-default-unfit"  # id
    VARIABLE_UNKNOWN = "variable-unknown"  # id; the source uses it
    NOTHING_EDITABLE = "nothing-editable"  # of a template
    FREE_FORM_ELEMENT_MISSING = "free-form-element-missing"  # that the elements of a free-form page lie in

    # -- emails; id: of a region, module, variable or header --
    EMAIL_WITHOUT_TEMPLATE = "email-without-template"  # so its parts cannot be changed one by one
    EMAIL_WITH_TEMPLATE = "email-with-template"  # so its HTML cannot be replaced as a whole
    EMAIL_DYNAMIC = "email-dynamic"  # so its HTML cannot be replaced as a whole
    EMAIL_HEADER_MISSING = "email-header-missing"  # field: its name
    EMAIL_HEADER_UNFIT = "email-header-unfit"  # field: its name; it is not an address
    HTML_WITH_SCRIPT = "html-with-script"
    SECTION_TYPE_UNFIT = "section-type-unfit"  # id; type: what it does not take
    SECTION_NOT_DYNAMIC = "section-not-dynamic"  # id
    VIDEO_URL_UNFIT = "video-url-unfit"  # of another site than those that videos come from
    LAST_MODULE = "last-module"  # id; so it cannot be deleted
    MODULES_LIMIT = "modules-limit"  # limit: how many there can be
    MODULE_NOT_ACTIVE = "module-not-active"  # id; so it cannot be added
    MODULE_INDEX_TWICE = "module-index-twice"
    MODULES_NOT_ALL = "modules-not-all"  # each has to be placed once
    VARIABLE_VALUE_UNFIT = "variable-value-unfit"  # id; type: of its values
    VARIABLE_OF_MODULES = "variable-of-modules"  # id; so a module has to be named
    # -- landing pages --
    PAGE_URL_TAKEN = "page-url-taken"  # name: at the end of the URL; another page has it
    PAGE_FOLLOWS_FORMS = "page-follows-forms"  # ids: of the forms that lead to it
    PAGE_APPROVED = "page-approved"  # so it cannot be deleted
    TEMPLATE_OF_OTHER_TYPE = "template-of-other-type"  # one is free-form and the other guided
    FORMATTING_OF_GUIDED = "formatting-of-guided"  # only elements of free-form pages have some
    MOBILE_VERSION_OF_GUIDED = "mobile-version-of-guided"  # only free-form pages have one

    # -- smart lists and segmentations --
    FILTER_NOT_EVALUATED = "filter-not-evaluated"  # filter: its name; it is stored, and nobody can be found by it
    FILTER_LOGIC_MALFORMED = "filter-logic-malformed"  # text
    FILTER_LOGIC_AMBIGUOUS = "filter-logic-ambiguous"  # `and` and `or` without parentheses
    FILTER_LOGIC_INCOMPLETE = "filter-logic-incomplete"  # count: the filters, each of which it has to name
    SMART_LIST_CIRCULAR = "smart-list-circular"  # its filters lead back to it
    SMART_LIST_OWNED = "smart-list-owned"  # name: of the campaign or email program that has it
    SEGMENT_WITHOUT_RULES = "segment-without-rules"  # segment: its name
    SEGMENT_RELATIVE_DATE = "segment-relative-date"  # segment: its name; operator
    SEGMENTATIONS_APPROVED = "segmentations-approved"  # limit: how many may be at one time

    # -- smart campaigns --
    CAMPAIGN_ACTIVE = "campaign-active"  # so it cannot change
    CAMPAIGN_ACTIVATED_TWICE = "campaign-activated-twice"
    CAMPAIGN_NOT_ACTIVE = "campaign-not-active"
    CAMPAIGN_WITHOUT_TRIGGER = "campaign-without-trigger"
    CAMPAIGN_WITHOUT_FLOW = "campaign-without-flow"
    CAMPAIGN_BROKEN = "campaign-broken"  # a list that it names is gone
    CAMPAIGN_OUTSIDE_PROGRAM = "campaign-outside-program"
    CAMPAIGN_NOT_REQUESTABLE = "campaign-not-requestable"  # it is not active, or no trigger lets the API request it
    SCHEDULED_WITHOUT_BATCH = "scheduled-without-batch"  # it is no batch campaign
    REQUESTED_WITHOUT_TRIGGER = "requested-without-trigger"  # it is no trigger campaign
    TOKEN_NAME_INVALID = "token-name-invalid"  # noqa: S105  # name
    UPDATED_RANGE_REVERSED = "updated-range-reversed"

    # -- types of custom objects --
    OBJECT_TYPES_LIMIT = "object-types-limit"  # limit
    OBJECT_TYPE_NAME_FIXED = "object-type-name-fixed"  # it is approved, as in all that follow
    OBJECT_TYPE_KEYS_ADDED = "object-type-keys-added"
    OBJECT_TYPE_KEYS_CHANGED = "object-type-keys-changed"
    OBJECT_TYPE_KEYS_REMOVED = "object-type-keys-removed"
    OBJECT_TYPE_WITHOUT_DRAFT = "object-type-without-draft"
    OBJECT_TYPE_WITHOUT_KEY = "object-type-without-key"
    OBJECT_TYPE_KEYS_LIMIT = "object-type-keys-limit"  # limit
    OBJECT_TYPE_LINKED = "object-type-linked"  # name: the type's; other: the name of the type that links to it

    LINK_UNFIT = "link-unfit"  # a link without a target, or a target of another field

    # -- records of all types --
    CREATED_BY_ID = "created-by-id"  # an id names what is there
    COMPOUND_KEY_IN_QUERY = "compound-key-in-query"
    OTHER_KEY_GIVEN = "other-key-given"  # field: the key that the call does not go by

    # -- types of custom activities --
    ACTIVITY_TYPE_NAME_FIXED = "activity-type-name-fixed"  # it is approved
    ACTIVITY_TYPE_WITHOUT_DRAFT = "activity-type-without-draft"
    ACTIVITY_TYPE_ONLY_DRAFT = "activity-type-only-draft"
    PRIMARY_ATTRIBUTE_REQUIRED = "primary-attribute-required"
    PRIMARY_ATTRIBUTE_DELETED = "primary-attribute-deleted"
    PRIMARY_ATTRIBUTE_NOT_DEMOTED = "primary-attribute-not-demoted"
    PRIMARY_ATTRIBUTE_TWICE = "primary-attribute-twice"

    # -- activities --
    ATTRIBUTE_GIVEN_TWICE = "attribute-given-twice"  # attribute: its API name
    ASSETS_OF_SEVERAL_TYPES = "assets-of-several-types"  # what activities are about needs a single type

    # -- parameters --
    PARAMETERS_LIMIT = "parameters-limit"  # more than a request may have
    LEADS_MISSING = "leads-missing"
    PARAMETERS_TOGETHER = "parameters-together"  # first, second: their names
    VALUES_LIMIT = "values-limit"  # parameter: its name; limit
    FOLDER_TYPE_UNKNOWN = "folder-type-unknown"

    # -- filters and fields of exports --
    RANGE_REVERSED = "range-reversed"
    RANGE_TOO_LONG = "range-too-long"  # days: how many it may have
    MEMBERS_RANGE_UNFIT = "members-range-unfit"  # longer than seven days, or reversed
    FIELD_NAMED_TWICE = "field-named-twice"
    SEVERAL_FILTERS = "several-filters"
    FILTER_UNKNOWN = "filter-unknown"  # filter: its name
    ACTIVITY_TYPE_NOT_SUPPORTED = "activity-type-not-supported"  # type_id
    ATTRIBUTE_VALUES_UNFIT = "attribute-values-unfit"  # parameter: its name; the types are about different things
    OBJECT_TYPE_WITHOUT_LEADS = "object-type-without-leads"
    STATUS_OF_OTHER_CHANNEL = "status-of-other-channel"

    # -- files of imports --
    FILE_EMPTY = "file-empty"
    TEXT_NOT_UTF8 = "text-not-utf8"
    TEXT_NOT_IN_ENCODING = "text-not-in-encoding"  # encoding: its name
    COLUMNS_LIMIT = "columns-limit"  # limit
    COLUMN_NAMED_TWICE = "column-named-twice"
    COLUMN_UNNAMED = "column-unnamed"
    COLUMN_MISSING = "column-missing"  # column: its name; columns: those of the file
    COLUMNS_OF_ONE_FIELD = "columns-of-one-field"  # first, second: the columns; field
    ROW_UNREADABLE = "row-unreadable"
    ROW_MISSHAPEN = "row-misshapen"  # values, columns: how many it has, and should have
