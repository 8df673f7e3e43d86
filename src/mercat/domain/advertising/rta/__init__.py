"""RTA: advertisers who answer each bid themselves, the policies that they bind to ads, and their experiments."""
