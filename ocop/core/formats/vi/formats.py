"""Dates and numbers as Vietnamese papers write them: 22/5/2026, 1.234.567,5 (ecosystem.md A1)."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j/n/Y"
TIME_FORMAT = "G.i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "G.i j/n/Y"
YEAR_MONTH_FORMAT = "n/Y"
MONTH_DAY_FORMAT = "j/n"
FIRST_DAY_OF_WEEK = 1
# 05/04 is 5 April, whichever mark stands between; two-digit years are read last.
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
