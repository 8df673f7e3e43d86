-- The names at the end of the URLs of landing pages, in lower case: those of drafts and of approved versions. A name
-- belongs to one page. `kind` is there for the foreign key.

CREATE TABLE landing_page_urls (
    name {text} PRIMARY KEY,
    kind {text} NOT NULL,
    id {integer} NOT NULL,
    FOREIGN KEY (kind, id) REFERENCES documents (kind, id) ON DELETE CASCADE
);
CREATE INDEX landing_page_urls_page ON landing_page_urls (kind, id);
