-- Calls and error codes by day; days end at midnight in the subscription's zone.

CREATE TABLE usage_calls (
    day {text} NOT NULL,
    caller {text} NOT NULL,
    calls {integer} NOT NULL,
    PRIMARY KEY (day, caller)
);

CREATE TABLE usage_errors (
    day {text} NOT NULL,
    code {text} NOT NULL,
    errors {integer} NOT NULL,
    PRIMARY KEY (day, code)
);
