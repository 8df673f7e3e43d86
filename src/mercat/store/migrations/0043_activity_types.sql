-- Custom activity types: the version in use and the draft of the next one, side by side.

CREATE TABLE activity_types (
    id {id},
    name_key {text} NOT NULL UNIQUE,
    api_name {text} NOT NULL,
    approved {json},
    draft {json},
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);
