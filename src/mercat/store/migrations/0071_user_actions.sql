-- What people did, as accounts report it. A person is a keyed hash of an identifier; a repeat has an outer id seen before.

CREATE TABLE user_actions (
    id {id},
    set_id {integer} NOT NULL,
    at_s {integer} NOT NULL,
    action_type {text} NOT NULL,
    custom_action {text} NOT NULL,
    person {text},
    domain {text} NOT NULL,
    url {text} NOT NULL,
    params {json} NOT NULL,
    outer_id {text},
    is_repeat {integer} NOT NULL
);
CREATE INDEX user_actions_time ON user_actions (set_id, at_s);
CREATE INDEX user_actions_outer ON user_actions (set_id, action_type, outer_id);
