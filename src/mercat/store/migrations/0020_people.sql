-- People: the fields that everybody asks by as columns, every other one in a document typed by the field catalogue.

CREATE TABLE workspaces (
    id {integer} PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    description {text} NOT NULL DEFAULT ''
);

CREATE TABLE partitions (
    id {integer} PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    description {text} NOT NULL DEFAULT ''
);

CREATE TABLE workspace_partitions (
    workspace_id {integer} NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    partition_id {integer} NOT NULL REFERENCES partitions (id) ON DELETE CASCADE,
    PRIMARY KEY (workspace_id, partition_id)
);

CREATE TABLE people (
    id {id},
    email_key {text},
    partition_id {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    document {json} NOT NULL
);
CREATE INDEX people_email ON people (email_key);

-- One row for each searchable field but the e-mail address that a person fills; values are folded to lower case. A row
-- costs only those who have a value, where an index on the document would cost every write of every person.
CREATE TABLE person_keys (
    field_id {integer} NOT NULL,
    value {text} NOT NULL,
    person_id {integer} NOT NULL,
    PRIMARY KEY (field_id, value, person_id)
){clustered};

CREATE TABLE person_cookies (
    cookie {text} PRIMARY KEY,
    person_id {integer} NOT NULL,
    linked_ms {integer} NOT NULL
);
CREATE INDEX person_cookies_person ON person_cookies (person_id);

CREATE TABLE person_fields (
    id {integer} PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    soap_name {text},
    display_name {text} NOT NULL,
    data_type {text} NOT NULL,
    length {integer},
    description {text},
    read_only {integer} NOT NULL,
    searchable {integer} NOT NULL,
    hidden {integer} NOT NULL DEFAULT 0,
    html_encoded {integer} NOT NULL DEFAULT 1,
    sensitive {integer} NOT NULL DEFAULT 0,
    custom {integer} NOT NULL DEFAULT 0,
    api_created {integer} NOT NULL DEFAULT 0
);

-- What happened to people. A call that changes several fields of one person writes one row; readers expand it.
CREATE TABLE activities (
    id {id},
    type_id {integer} NOT NULL,
    at_ms {integer} NOT NULL,
    person_id {integer} NOT NULL,
    asset_id {integer},
    asset_name {text},
    campaign_id {integer},
    details {json} NOT NULL
);
CREATE INDEX activities_type ON activities (type_id, at_ms, id);
CREATE INDEX activities_person ON activities (person_id);
