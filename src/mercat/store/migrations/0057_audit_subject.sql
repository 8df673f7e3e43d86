-- What was done to one thing.

CREATE INDEX audit_entries_subject ON audit_entries (subject, id);
