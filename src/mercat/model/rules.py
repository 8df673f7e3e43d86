"""Rules that engines hold callers to. Each door words them; a comment names the facts that come with a rule."""

from enum import StrEnum


class Rule(StrEnum):
    """What a `RuleBroken` breaks. The value is stored with rows that failed, so it does not change."""

    # -- people who sign in, and jobs --
    ADMINISTRATOR_DELETED = "administrator-deleted"  # the last one
    ADMIN_ROLE_TAKEN = "admin-role-taken"  # from the last administrator
    JOB_OVER = "job-over"  # so it cannot be cancelled

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
    NO_DRAFT_TO_APPROVE = "no-draft-to-approve"  # kind
    NO_DRAFT_TO_DISCARD = "no-draft-to-discard"  # kind
    ONLY_DRAFT_DISCARDED = "only-draft-discarded"  # kind; there is no approved version beside it
    NOT_APPROVED = "not-approved"  # kind
    APPROVED = "approved"  # kind; so it cannot be deleted
    ASSET_TOO_LARGE = "asset-too-large"  # kind; limit: bytes

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

    # -- smart campaigns --
    CAMPAIGN_ACTIVE = "campaign-active"  # so it cannot change
    CAMPAIGN_ACTIVATED_TWICE = "campaign-activated-twice"
    CAMPAIGN_NOT_ACTIVE = "campaign-not-active"
    CAMPAIGN_WITHOUT_TRIGGER = "campaign-without-trigger"
    CAMPAIGN_WITHOUT_FLOW = "campaign-without-flow"
    CAMPAIGN_BROKEN = "campaign-broken"  # a list that it names is gone
    CAMPAIGN_OUTSIDE_PROGRAM = "campaign-outside-program"

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

    # -- types of custom activities --
    ACTIVITY_TYPE_NAME_FIXED = "activity-type-name-fixed"  # it is approved
    ACTIVITY_TYPE_WITHOUT_DRAFT = "activity-type-without-draft"
    ACTIVITY_TYPE_ONLY_DRAFT = "activity-type-only-draft"
    PRIMARY_ATTRIBUTE_REQUIRED = "primary-attribute-required"
    PRIMARY_ATTRIBUTE_DELETED = "primary-attribute-deleted"
    PRIMARY_ATTRIBUTE_NOT_DEMOTED = "primary-attribute-not-demoted"
    PRIMARY_ATTRIBUTE_TWICE = "primary-attribute-twice"
