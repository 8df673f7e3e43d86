-- What an approved asset will be called once its draft is approved; empty where the draft has the same name.

ALTER TABLE documents ADD COLUMN draft_name {text};
ALTER TABLE documents ADD COLUMN draft_name_key {text};
ALTER TABLE documents ADD COLUMN draft_description {text};
CREATE UNIQUE INDEX documents_draft_place ON documents (parent_kind, parent_id, kind, draft_name_key);
CREATE INDEX documents_draft_name ON documents (kind, draft_name_key, id);
