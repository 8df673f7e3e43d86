-- Assets with a draft and an approved version beside it. Each kind counts its own ids.

CREATE TABLE document_numbers (
    kind {text} PRIMARY KEY,
    last_number {integer} NOT NULL
);

CREATE TABLE documents (
    kind {text} NOT NULL,
    id {integer} NOT NULL,
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    description {text},
    parent_kind {text} NOT NULL,
    parent_id {integer} NOT NULL,
    workspace_id {integer} NOT NULL,
    draft {json},
    approved {json},
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    PRIMARY KEY (kind, id),
    FOREIGN KEY (parent_kind, parent_id) REFERENCES nodes (kind, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX documents_place ON documents (parent_kind, parent_id, kind, name_key);
CREATE INDEX documents_name ON documents (kind, name_key, id);
