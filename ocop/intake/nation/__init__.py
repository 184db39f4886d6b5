"""A generated nation: every row marked as generated, the base of all measurements (`generate_nation`)."""
