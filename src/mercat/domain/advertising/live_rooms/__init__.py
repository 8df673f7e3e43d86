"""Components of live rooms: what people see over a broadcast of a channel."""
