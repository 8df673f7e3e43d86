-- Who changed what in administration, and who signed in. The table only grows: the database itself refuses the rest.

CREATE TABLE audit_entries (
    id {id},
    at_ms {integer} NOT NULL,
    kind {text} NOT NULL,
    actor {text} NOT NULL,
    actor_id {integer} NOT NULL,
    address {text} NOT NULL DEFAULT '',
    subject {text} NOT NULL,
    before {json},
    after {json}
);
CREATE INDEX audit_entries_time ON audit_entries (at_ms, id);
CREATE INDEX audit_entries_actor ON audit_entries (actor, id);
CREATE INDEX audit_entries_kind ON audit_entries (kind, id);

{audit_stays}
