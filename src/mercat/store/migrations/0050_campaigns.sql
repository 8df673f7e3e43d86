-- Smart campaigns: where they lie, what their smart list and flow hold, who went through them, and what waits to run.

CREATE TABLE smart_campaigns (
    id {id},
    name {text} NOT NULL,
    name_key {text} NOT NULL,
    description {text} NOT NULL,
    parent_kind {text} NOT NULL,
    parent_id {integer} NOT NULL,
    program_id {integer}, -- the program that the parent is or lies in
    workspace_id {integer} NOT NULL,
    type {text} NOT NULL DEFAULT 'batch',
    content {json} NOT NULL,
    requested {integer} NOT NULL DEFAULT 0, -- a trigger lets the API request it
    active {integer} NOT NULL DEFAULT 0,
    limited {integer} NOT NULL DEFAULT 1, -- by the communication limits
    last_run_ms {integer},
    created_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL,
    FOREIGN KEY (parent_kind, parent_id) REFERENCES nodes (kind, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX smart_campaigns_name ON smart_campaigns (name_key, COALESCE(program_id, 0));
CREATE INDEX smart_campaigns_parent ON smart_campaigns (parent_kind, parent_id);

-- The static lists that its filters name; a list that is gone makes it invalid.
CREATE TABLE campaign_lists (
    campaign_id {integer} NOT NULL REFERENCES smart_campaigns (id) ON DELETE CASCADE,
    list_id {integer} NOT NULL,
    PRIMARY KEY (campaign_id, list_id)
){clustered};
CREATE INDEX campaign_lists_list ON campaign_lists (list_id, campaign_id);

CREATE TABLE campaign_members (
    id {id},
    campaign_id {integer} NOT NULL REFERENCES smart_campaigns (id) ON DELETE CASCADE,
    person_id {integer} NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    member_ms {integer} NOT NULL,
    updated_ms {integer} NOT NULL
);
CREATE UNIQUE INDEX campaign_members_pair ON campaign_members (campaign_id, person_id);
CREATE INDEX campaign_members_person ON campaign_members (person_id, id);

-- Runs that wait or are under way. Without people it is a batch run: its smart list says who, when it is due.
CREATE TABLE campaign_runs (
    id {id},
    campaign_id {integer} NOT NULL REFERENCES smart_campaigns (id) ON DELETE CASCADE,
    people {json},
    tokens {json} NOT NULL,
    due_ms {integer} NOT NULL,
    created_ms {integer} NOT NULL
);
CREATE INDEX campaign_runs_campaign ON campaign_runs (campaign_id, due_ms);
