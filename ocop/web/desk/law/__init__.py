"""The room of the law: editions, score sheets, what differs between them, clocks, roads, and what a change does."""
