"""`python -m bench` (or `make bench`): what mercat costs, as ratios measured in one run.

Absolute numbers depend on the machine and on what else runs on it; two things that were measured in turns, round by
round, on the same machine can be compared. So every row is the ratio of two medians of five interleaved rounds.
"""
