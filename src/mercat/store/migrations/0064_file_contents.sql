-- The bytes of files. They go with the document that describes them; `kind` is there for the foreign key.

CREATE TABLE file_contents (
    id {integer} PRIMARY KEY,
    kind {text} NOT NULL,
    content {bytes} NOT NULL,
    FOREIGN KEY (kind, id) REFERENCES documents (kind, id) ON DELETE CASCADE
);
