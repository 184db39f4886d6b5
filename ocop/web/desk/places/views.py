"""`/lam-viec/dia-ban/`: what lies where, on today's map or that of a date; each number opens its rows."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ocop.places.enums import Level
from ocop.places.models import AdminUnit
from ocop.reports.byplace import (
    LOST,
    MEASURES,
    PRODUCERS,
    READERS,
    UNKNOWN,
    Board,
    Line,
    measure_words,
    names_of,
    rows_behind,
    stars_of,
)
from ocop.web.desk.officer.doors import REGISTRARS, sit_down, waiting_counts
from ocop.web.desk.places.asked import ALL, read_asked
from ocop.web.desk.places.sheets import ROWS, Found, table_columns
from ocop.web.desk.places.waiting import SETTLERS, count_waiting
from ocop.web.desk.shell import desk_page
from ocop.web.shared.exports import csv_response, sheet_response, wants_csv, wants_sheet
from ocop.web.shared.request import Request

PER_PAGE = 50
CHUNK = 500


def places_page(request: Request, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of this desk in its frame."""
    counts = request.actor.once("desk.counts", lambda: waiting_counts(request.actor))
    return desk_page(request, f"desk/places/{template}.html", context, current="places", counts=counts, status=status)


@require_safe
def places_desk(request: Request) -> HttpResponseBase:
    """The table of units; `?ngay=30/6/2025` for the map of a date, `?tinh=` for one province of a nationwide office,
    `?ca=1` with the units that have nothing; `?xuat=xlsx` or `csv` as a file."""
    sit_down(request.actor, *READERS)
    asked = read_asked(request.GET, request.actor)
    board = Board(request.actor, day=asked.day, chosen=asked.province)
    every = request.GET.get("ca") == "1"
    lines = sorted([*board.lines, *board.idle], key=_by_name) if every else board.lines
    if wants_sheet(request) or wants_csv(request):
        return _as_file(request, _("Địa bàn"), table_columns(lost=board.tells_lost), rows=lines,
                        words=asked.words)
    measures = [(key, measure_words(key)) for key in MEASURES]
    lost = list(LOST.items()) if board.tells_lost else []
    context = {
        "asked": asked, "measures": measures, "lost": lost, "rows": [_cells(line, bool(lost)) for line in lines],
        "total": _cells(board.total, bool(lost)), "any": bool(board.lines), "idle": len(board.idle), "every": every,
        "by_province": board.level == Level.PROVINCE, "settles": request.actor.holds(*SETTLERS),
        "waiting": count_waiting(request.actor), "whole": ALL,
        "keep": [("tinh", asked.province.slug)] if asked.province else [],
    }
    return places_page(request, "table", context)


def _by_name(line: Line) -> tuple[bool, str, str]:
    return line.unit is None, line.unit.name_key if line.unit else "", line.unit.code if line.unit else ""


def _cells(line: Line, lost: bool) -> dict[str, Any]:
    """A line as the template draws it: counts with the words of each column and the address of its rows."""
    cells = [(measure_words(key), line.counts[key], f"loai={key}") for key in MEASURES]
    more = [(str(words), line.lost[key], f"loai={key}&chua=1") for key, words in LOST.items()] if lost else []
    return {"line": line, "cells": [*cells, *more]}


@require_safe
def places_rows(request: Request, slug: str) -> HttpResponseBase:
    """The rows behind a number: `?loai=`, `?ngay=`, `?tinh=`, `?chua=1`; `?xuat=xlsx` or `csv` as a file.

    `slug` is a unit of the map, "chua-xac-dinh" for what is not yet known, "tat-ca" for the whole scope. 404 for a
    unit that did not stand on the map or lies elsewhere.
    """
    sit_down(request.actor, *READERS)
    asked = read_asked(request.GET, request.actor)
    board = Board(request.actor, day=asked.day, chosen=asked.province)
    measure = request.GET.get("loai", PRODUCERS)
    if measure not in MEASURES:
        raise Http404
    unit = None if slug in {ALL, UNKNOWN} else board.unit_of(slug)
    if unit is None and slug not in {ALL, UNKNOWN}:
        raise Http404
    lost = request.GET.get("chua") == "1"
    rows = rows_behind(board, measure, board.condition(measure, unit, every=slug == ALL, lost=lost))
    title = _title(board, measure, unit, slug=slug)
    if wants_sheet(request) or wants_csv(request):
        found = (one for chunk in _chunks(rows) for one in _found(board, chunk))
        return _as_file(request, title, ROWS, rows=found, words=asked.words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "title": title, "asked": asked, "page": page, "found": _found(board, list(page)), "lost": lost,
        "of_producers": measure == PRODUCERS, "unit": unit, "calls": request.actor.holds(*REGISTRARS),
        "measure": measure_words(measure), "unknown": slug == UNKNOWN, "settles": request.actor.holds(*SETTLERS),
    }
    return places_page(request, "rows", context)


def _title(board: Board, measure: str, unit: AdminUnit | None, *, slug: str) -> str:
    """What is listed, of where."""
    place = unit.full_name if unit else _("chưa xác định xã") if slug == UNKNOWN else _("toàn địa bàn")
    return _("%(what)s: %(place)s") % {"what": measure_words(measure), "place": place}


def _found(board: Board, rows: list[Any]) -> list[Found]:
    """Rows with their unit on the map and their stars: two queries."""
    pairs = {row.pk: (row.unit_id, row.settled_unit_id) for row in rows}
    units = names_of(board.map.commune(pair) for pair in pairs.values())
    producers = bool(rows) and rows[0]._meta.model_name == "producer"
    stars = {} if producers else stars_of(board.actor, rows)
    return [Found(row, units.get(board.map.commune(pairs[row.pk]) or 0), stars.get(row.pk)) for row in rows]


def _chunks(rows: Any) -> Any:
    """The rows in pieces, so that a large file is never held in memory."""
    page = Paginator(rows, CHUNK)
    return (list(page.page(number)) for number in page.page_range)


def _as_file(request: Request, title: str, columns: Any, *, rows: Any, words: str) -> HttpResponseBase:
    if wants_csv(request):
        return csv_response(title, columns, rows, day=request.actor.today)
    return sheet_response(title, columns, rows, filters=words, day=request.actor.today)
