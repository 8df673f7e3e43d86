-- Members of programs. Statuses are those of the program's channel; custom fields stand in the document.

CREATE TABLE program_members (
    id {id},
    program_id {integer} NOT NULL REFERENCES programs (id) ON DELETE CASCADE,
    person_id {integer} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    status {text} NOT NULL,
    step {integer} NOT NULL,
    success_ms {integer},
    acquired {integer} NOT NULL DEFAULT 0,
    exhausted {integer} NOT NULL DEFAULT 0,
    cadence {text},
    stream {text},
    member_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    document {json} NOT NULL
);
CREATE UNIQUE INDEX program_members_pair ON program_members (program_id, person_id);
CREATE INDEX program_members_person ON program_members (person_id, program_id);

CREATE TABLE member_fields (
    id {integer} PRIMARY KEY,
    name {text} NOT NULL UNIQUE,
    display_name {text} NOT NULL,
    data_type {text} NOT NULL,
    length {integer},
    description {text},
    hidden {integer} NOT NULL,
    html_encoded {integer} NOT NULL,
    sensitive {integer} NOT NULL,
    api_created {integer} NOT NULL
);
