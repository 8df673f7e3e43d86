-- The asset tree. Folders and programs are its nodes; each kind counts its own ids, so a node is known by both.

CREATE TABLE nodes (
    kind {text} NOT NULL,
    id {integer} NOT NULL,
    parent_kind {text},
    parent_id {integer},
    area {text} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    description {text},
    folder_type {text} NOT NULL,
    workspace_id {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    PRIMARY KEY (kind, id),
    FOREIGN KEY (parent_kind, parent_id) REFERENCES nodes (kind, id)
        DEFERRABLE INITIALLY DEFERRED -- so that a whole tree can be copied in any order
);
CREATE INDEX nodes_parent ON nodes (parent_kind, parent_id, name_key);
CREATE INDEX nodes_name ON nodes (name_key, kind, id);

CREATE TABLE folders (
    id {id},
    is_system {integer} NOT NULL DEFAULT 0,
    is_archive {integer} NOT NULL DEFAULT 0
);

CREATE TABLE channels (
    id {id},
    name {text} NOT NULL UNIQUE,
    program_type {text} NOT NULL,
    statuses {json} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);

CREATE TABLE tag_types (
    id {id},
    name {text} NOT NULL UNIQUE,
    program_types {json} NOT NULL,
    required {integer} NOT NULL DEFAULT 0,
    allowed {json} NOT NULL
);

CREATE TABLE programs (
    id {id},
    type {text} NOT NULL,
    channel_id {integer} NOT NULL REFERENCES channels (id),
    status {text} NOT NULL DEFAULT '',
    costs {json} NOT NULL,
    start_ms {integer},
    end_ms {integer}
);

CREATE TABLE program_tags (
    program_id {integer} NOT NULL REFERENCES programs (id) ON DELETE CASCADE,
    tag_type_id {integer} NOT NULL REFERENCES tag_types (id),
    value {text} NOT NULL,
    PRIMARY KEY (program_id, tag_type_id)
);
CREATE INDEX program_tags_value ON program_tags (tag_type_id, value, program_id);

CREATE TABLE my_tokens (
    id {id},
    kind {text} NOT NULL,
    owner_id {integer} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    type {text} NOT NULL,
    value {text} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    FOREIGN KEY (kind, owner_id) REFERENCES nodes (kind, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX my_tokens_name ON my_tokens (kind, owner_id, name_key);
