"""What a server tells of itself while it runs: metrics, log lines of calls."""
