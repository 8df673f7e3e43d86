-- Who changed what of advertising objects. `changes` is a list of a member's name and its texts before and after.

CREATE TABLE ad_operations (
    id {id},
    account_id {integer} NOT NULL,
    kind {text} NOT NULL,
    object_id {integer} NOT NULL,
    object_name {text} NOT NULL,
    is_new {integer} NOT NULL,
    operator {text} NOT NULL,
    platform {text} NOT NULL,
    changes {json} NOT NULL,
    at_ms {integer} NOT NULL
);
CREATE INDEX ad_operations_kind ON ad_operations (account_id, kind, at_ms);
CREATE INDEX ad_operations_time ON ad_operations (at_ms);
