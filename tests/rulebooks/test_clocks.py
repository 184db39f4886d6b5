"""Limits as dates: working days from the next one, months, windows, rounds, pauses."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocop.rulebooks.rules import clocks, holidays, shelf
from ocop.rulebooks.rules.clocks import Calendar, Due, Pause, Rule

CALENDAR = holidays.calendar_of(shelf.shipped_data(shelf.DATA / "holidays.yaml"))
PLAIN = Calendar(years=frozenset(range(2000, 2100)))


def day(text):
    """A date from "2026-05-22"."""
    return dt.date.fromisoformat(text)


def working(days):
    """A limit in working days."""
    return Rule("check", clocks.WORKING_DAYS, "7.2", "receipt", days)


@pytest.mark.parametrize(("start", "days", "due"), [
    ("2026-06-01", 1, "2026-06-02"),  # received Monday: Tuesday is the first day
    ("2026-06-05", 1, "2026-06-08"),  # received Friday
    ("2026-06-06", 1, "2026-06-08"),  # received Saturday
    ("2026-06-01", 15, "2026-06-22"),
    ("2026-02-13", 1, "2026-02-23"),  # over the New Year days, 14 to 22 February
    ("2026-02-09", 15, "2026-03-09"),
    ("2026-04-24", 3, "2026-05-04"),  # 27, 30 April and 1 May off
    ("2026-01-01", 1, "2026-01-05"),  # 2 January off by a swap
    ("2026-01-09", 1, "2026-01-10"),  # and that Saturday worked for it
    ("2025-04-25", 1, "2025-04-26"),
    ("2025-04-29", 1, "2025-05-05"),
    ("2026-06-01", 0, "2026-06-01"),
])
def test_working_days_count_from_the_next_one(start, days, due):
    assert clocks.working_days_due(day(start), days, CALENDAR) == day(due)


def test_a_limit_tells_its_article_and_what_is_left():
    due = clocks.due(working(15), day("2026-06-01"), CALENDAR)
    assert due == Due(day("2026-06-22"), "7.2", False, clocks.WORKING_DAYS, CALENDAR)
    assert [due.left(day(one)) for one in ("2026-06-01", "2026-06-19", "2026-06-22", "2026-06-23")] == [15, 1, 0, -1]
    assert [due.is_late(day(one)) for one in ("2026-06-22", "2026-06-23")] == [False, True]


@pytest.mark.parametrize(("start", "uncertain"), [
    ("2026-06-01", False),
    ("2026-08-20", True),  # crosses days whose notice was not seen
    ("2027-12-20", True),  # ends in a year the calendar does not know
    ("2017-12-20", True),  # begins in one
])
def test_a_calendar_that_does_not_know_says_so(start, uncertain):
    assert clocks.due(working(15), day(start), CALENDAR).uncertain is uncertain


def test_days_of_the_calendar_need_no_list_of_days_off():
    due = clocks.due(Rule("reevaluation", clocks.DAYS, "7.6", "full_request", 45), day("2028-01-10"), CALENDAR)
    assert (due.on, due.uncertain) == (day("2028-02-24"), False)
    assert due.left(day("2028-02-20")) == 4


@pytest.mark.parametrize(("start", "months", "end"), [
    ("2026-05-22", 36, "2029-05-22"), ("2024-02-29", 36, "2027-02-28"), ("2024-02-29", 48, "2028-02-29"),
    ("2026-08-31", 6, "2027-02-28"), ("2026-12-31", 1, "2027-01-31"), ("2019-12-23", 36, "2022-12-23"),
])
def test_months_end_on_the_same_day_or_the_last(start, months, end):
    rule = Rule("certificate", clocks.MONTHS, "4", "issued", months)
    assert clocks.due(rule, day(start), CALENDAR).on == day(end)


def test_paused_days_are_not_counted():
    start, asked, answered = day("2026-06-01"), day("2026-06-03"), day("2026-06-10")
    due = clocks.due(working(5), start, PLAIN, pauses=[Pause(asked, answered)])
    assert due.on == day("2026-06-15")  # 2, 3 June, then 11, 12, 15 June
    days = Rule("reevaluation", clocks.DAYS, "7.6", "full_request", 5)
    assert clocks.due(days, start, PLAIN, pauses=[Pause(asked, answered)]).on == day("2026-06-13")


def test_a_clock_that_stands_still_has_no_end_yet():
    due = clocks.due(working(5), day("2026-06-01"), CALENDAR, pauses=[Pause(day("2026-06-03"))])
    assert (due.on, due.uncertain, due.left(day("2026-06-09")), due.is_late(day("2030-01-01"))) == (
        None, True, None, False)


def test_a_pause_after_the_end_changes_nothing():
    start = day("2026-06-01")
    assert clocks.due(working(2), start, PLAIN, pauses=[Pause(day("2026-06-03"))]).on == day("2026-06-03")


def test_the_window_of_reevaluation_is_open_on_both_its_last_days():
    rule = Rule("window", clocks.WINDOW, "7.6", "valid_to", opens=-180, closes=-120)
    window = clocks.window_of(rule, day("2029-05-22"))
    assert (window.opens, window.closes) == (day("2028-11-23"), day("2029-01-22"))
    assert [window.holds(day(one)) for one in ("2028-11-22", "2028-11-23", "2029-01-22", "2029-01-23")] == [
        False, True, True, False]


ROUNDS = [
    Rule("first", clocks.MONTH_DAY, "7.3", request_before="04-30", decide_before="06-30"),
    Rule("second", clocks.MONTH_DAY, "7.3", request_before="10-30", decide_before="12-30"),
]


@pytest.mark.parametrize(("asked", "key", "decided"), [
    ("2026-04-29", "first", "2026-06-29"),
    ("2026-04-30", "second", "2026-12-29"),  # "before" is strict
    ("2026-10-29", "second", "2026-12-29"),
    ("2026-10-30", "first", "2027-06-29"),
])
def test_a_request_goes_to_the_first_round_it_is_in_time_for(asked, key, decided):
    rule, _last, last_to_decide = clocks.next_round(ROUNDS, day(asked))
    assert (rule.key, last_to_decide) == (key, day(decided))


def test_a_rule_without_a_length_is_refused():
    with pytest.raises(ValueError, match="first"):
        clocks.due(ROUNDS[0], day("2026-06-01"), PLAIN)
    with pytest.raises(ValueError, match="check"):
        clocks.window_of(working(1), day("2026-06-01"))
    with pytest.raises(ValueError, match="check"):
        clocks.round_limits(working(1), 2026)


def test_days_off_are_weekdays_and_days_worked_are_not():
    assert [one for one in CALENDAR.off if one.weekday() > 4] == []
    assert [one for one in CALENDAR.worked if one.weekday() < 5] == []


@pytest.mark.parametrize("entry", [
    {"day": day("2025-01-01"), "kind": "rest"},
    {"day": day("2025-01-02"), "to": day("2025-01-01"), "kind": "off"},
    {"day": day("2024-01-01"), "kind": "off"},
])
def test_a_wrong_day_is_refused(entry):
    data = {"years": [2025], "days": [{"vi": "x", "en": "x", "source": "x", **entry}]}
    with pytest.raises(ValueError, match=str(entry["day"])):
        list(holidays.read_days(data))


DATES = st.dates(dt.date(2025, 1, 1), dt.date(2027, 6, 1))


@given(start=DATES, days=st.integers(1, 60))
def test_the_last_day_is_worked_and_has_that_many_worked_days_before_it(start, days):
    due = clocks.working_days_due(start, days, CALENDAR)
    assert CALENDAR.is_working(due)
    assert clocks.count_working_days(start, due, CALENDAR) == days


@given(start=DATES, days=st.integers(1, 30), gap=st.integers(0, 20), length=st.integers(0, 20))
def test_a_pause_never_brings_the_end_forward(start, days, gap, length):
    asked = start + dt.timedelta(days=gap)
    pause = Pause(asked, asked + dt.timedelta(days=length))
    plain = clocks.working_days_due(start, days, CALENDAR)
    assert clocks.working_days_due(start, days, CALENDAR, pauses=[pause]) >= plain


@given(start=DATES, months=st.integers(0, 60))
def test_months_never_spill_into_the_next(start, months):
    end = clocks.add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day <= start.day


# Ten years of days off

@pytest.mark.parametrize("year", range(2018, 2028))
def test_each_year_holds_the_days_the_labour_code_gives(year):
    days = [one for one in CALENDAR.off if one.year == year]
    assert len(days) >= 8 and all(one.weekday() < 5 for one in days)
    tet = [one for one in days if one.month in {1, 2} and (one.month, one.day) > (1, 2) and one > dt.date(year, 1, 3)]
    assert len(tet) == 5
    assert year in CALENDAR.years


@pytest.mark.parametrize(("off", "worked"), [
    ("2018-12-31", "2019-01-05"), ("2019-04-29", "2019-05-04"), ("2024-04-29", "2024-05-04"),
    ("2025-05-02", "2025-04-26"), ("2026-01-02", "2026-01-10"), ("2026-08-31", "2026-08-22"),
])
def test_a_swapped_day_is_off_and_its_saturday_is_worked(off, worked):
    assert (CALENDAR.is_working(day(off)), CALENDAR.is_working(day(worked))) == (False, True)
    assert day(worked).weekday() == 5


def test_every_day_says_where_it_comes_from():
    days = list(holidays.read_days(shelf.shipped_data(shelf.DATA / "holidays.yaml")))
    assert all(one.source and one.name and one.name_en for one in days)
    assert len({one.day for one in days}) == len(days)


# A clock explains itself

def told(due):
    """The account of a clock in short."""
    return [(step.kind, step.first.isoformat(), step.last and step.last.isoformat(), step.days) for step in due.steps()]


def test_a_clock_tells_start_pause_days_counted_days_off_and_end():
    pauses = [Pause(day("2026-04-21"), day("2026-04-23"))]
    due = clocks.due(working(6), day("2026-04-20"), CALENDAR, pauses=pauses)
    assert told(due) == [
        ("starts", "2026-04-20", None, 0),
        ("pauses", "2026-04-21", "2026-04-23", 0),
        ("counts", "2026-04-21", "2026-04-21", 1),
        ("counts", "2026-04-24", "2026-04-24", 1),
        ("rests", "2026-04-25", "2026-04-27", 3),
        ("counts", "2026-04-28", "2026-04-29", 2),
        ("rests", "2026-04-30", "2026-05-03", 4),
        ("counts", "2026-05-04", "2026-05-05", 2),
        ("ends", "2026-05-05", None, 0),
    ]
    assert due.article == "7.2"


def test_an_open_pause_has_no_end_and_months_are_told_without_days():
    open_now = clocks.due(working(6), day("2026-04-20"), CALENDAR, pauses=[Pause(day("2026-04-21"))])
    assert told(open_now) == [("starts", "2026-04-20", None, 0), ("pauses", "2026-04-21", None, 0)]
    months = clocks.due(Rule("certificate", clocks.MONTHS, "4", "issued", 36), day("2024-02-29"), CALENDAR)
    assert told(months) == [("starts", "2024-02-29", None, 0), ("ends", "2027-02-28", None, 0)]


def test_a_missing_year_and_a_day_not_seen_are_named_as_the_doubt():
    far = clocks.due(working(3), day("2028-12-28"), CALENDAR)
    assert far.uncertain and far.doubts() == ({2028, 2029}, set())
    autumn = clocks.due(working(3), day("2026-08-28"), CALENDAR)
    assert autumn.doubts() == (set(), {day("2026-08-31"), day("2026-09-01")})
    assert clocks.due(working(3), day("2026-06-01"), CALENDAR).doubts() == (set(), set())


@given(st.dates(dt.date(2018, 1, 5), dt.date(2027, 6, 1)), st.integers(1, 60))
def test_the_days_told_as_counted_are_as_many_as_the_limit(start, length):
    due = clocks.due(working(length), start, CALENDAR)
    assert sum(step.days for step in due.steps() if step.kind == "counts") == length
    days = clocks.due(Rule("x", clocks.DAYS, "1", "x", length), start, CALENDAR)
    assert sum(step.days for step in days.steps() if step.kind == "counts") == length
