"""The living example: Thái Nguyên under 26/2026, entered through the verbs. Everything in it is marked "(ví dụ)"."""
