-- Custom object types: the version in use and the draft of the next one, side by side.

CREATE TABLE object_types (
    id {id},
    api_name {text} NOT NULL,
    name_key {text} NOT NULL UNIQUE,
    approved {json},
    draft {json},
    approved_ms {integer},
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);
