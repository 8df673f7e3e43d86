-- Bridges between the lead database and advertising accounts. `target` tells bridges of a kind and an account apart:
-- the audience, or 0 where an account has one such bridge.

CREATE TABLE bridges (
    id {id},
    kind {text} NOT NULL,
    account_id {integer} NOT NULL,
    target {integer} NOT NULL,
    settings {json} NOT NULL,
    daily {integer} NOT NULL,
    created_by {text} NOT NULL,
    created_ms {integer} NOT NULL
);
CREATE UNIQUE INDEX bridges_target ON bridges (kind, account_id, target);

-- Runs. `position` is where the next slice of the stage begins; `problem` is the refusal that ended a run.
CREATE TABLE bridge_runs (
    id {id},
    bridge_id {integer} NOT NULL REFERENCES bridges (id) ON DELETE CASCADE,
    state {text} NOT NULL,
    stage {text} NOT NULL,
    position {text} NOT NULL,
    counts {json} NOT NULL,
    problem {text},
    ordered_by {text} NOT NULL,
    ordered_by_id {integer} NOT NULL,
    created_ms {integer} NOT NULL,
    finished_ms {integer}
);
CREATE INDEX bridge_runs_bridge ON bridge_runs (bridge_id, id);

-- What a run has collected: keys, each once; `value` goes with the key. They go when the run ends.
CREATE TABLE bridge_keys (
    run_id {integer} NOT NULL REFERENCES bridge_runs (id) ON DELETE CASCADE,
    key {text} NOT NULL,
    value {integer} NOT NULL,
    PRIMARY KEY (run_id, key)
){clustered};

-- What a bridge has brought across, so that the next run knows what is new and what is gone.
CREATE TABLE bridge_items (
    bridge_id {integer} NOT NULL REFERENCES bridges (id) ON DELETE CASCADE,
    key {text} NOT NULL,
    value {integer} NOT NULL,
    PRIMARY KEY (bridge_id, key)
){clustered};

-- What could not be brought across, some items at a time: JSON text.
CREATE TABLE bridge_remarks (
    id {id},
    run_id {integer} NOT NULL REFERENCES bridge_runs (id) ON DELETE CASCADE,
    remarks {text} NOT NULL
);
CREATE INDEX bridge_remarks_run ON bridge_remarks (run_id, id);
