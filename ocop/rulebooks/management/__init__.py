"""Commands of the rulebooks."""
