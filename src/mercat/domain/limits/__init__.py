"""How often something may be done: rates, concurrency, daily quotas, and what is used of them."""
