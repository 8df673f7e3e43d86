-- Static lists and their members.

CREATE TABLE static_lists (
    id {id},
    name {text} NOT NULL,
    name_key {text} NOT NULL UNIQUE,
    description {text},
    parent_kind {text} NOT NULL,
    parent_id {integer} NOT NULL,
    workspace_id {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    FOREIGN KEY (parent_kind, parent_id) REFERENCES nodes (kind, id) ON DELETE CASCADE
);
CREATE INDEX static_lists_parent ON static_lists (parent_kind, parent_id);

CREATE TABLE list_members (
    list_id {integer} NOT NULL REFERENCES static_lists (id) ON DELETE CASCADE,
    person_id {integer} NOT NULL,
    added_ms {integer} NOT NULL,
    PRIMARY KEY (list_id, person_id)
){clustered};
CREATE INDEX list_members_person ON list_members (person_id, list_id);
