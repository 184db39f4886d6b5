"""`/lam-viec/nhap-lieu/`: an officer brings a register in, sees what it would do, corrects, applies, takes back."""

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ocop.accounts.enums import Role
from ocop.core.refusal import Refusal
from ocop.intake.actions import (
    apply_import,
    begin_work,
    correct_cell,
    editable,
    name_column,
    preview_import,
    read_file,
    report_of,
    skip_row,
    undo_import,
)
from ocop.intake.actions.working import PATIENCE
from ocop.intake.enums import ImportState, RowStatus, Work
from ocop.intake.models import ImportFile, ImportRow
from ocop.intake.queries import cell_now
from ocop.intake.reading.safety import MOST_BYTES
from ocop.intake.tasks import work_on_import
from ocop.web.desk.intake.counts import counts_shown
from ocop.web.desk.intake.doors import import_page, seen_file, seen_files
from ocop.web.desk.intake.forms import COLUMNS, ColumnForm, RowForm, UploadForm
from ocop.web.desk.officer.doors import beside, sit_down, status_of
from ocop.web.shared.access import get_or_404
from ocop.web.shared.request import Request

PER_PAGE = 50
# Longer files are worked on in the background, with a page that shows it.
LONG = 500
_TONES = {RowStatus.CREATED: "ok", RowStatus.UPDATED: "wait", RowStatus.ERROR: "bad"}


@require_http_methods(["GET", "HEAD", "POST"])
def import_files(request: Request) -> HttpResponse:
    """The files brought in so far, and the door for the next one."""
    files = seen_files(request.actor).order_by("-pk")
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST":
        if form.is_valid():
            try:
                return _take_in(request, form.cleaned_data["upload"])
            except Refusal as refused:
                refusal = refused
                beside(form, refused, {refused.code: "upload"})
        return import_page(
            request, "files", {"form": form, "page": Paginator(files, PER_PAGE).get_page(1)}, status=status_of(refusal)
        )
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("trang"))
    return import_page(request, "files", {"form": form, "page": page})


def _take_in(request: Request, upload: Any) -> HttpResponse:
    """Read the upload; work its preview out now, or in the background where it is long."""
    file = read_file(data=upload.read(MOST_BYTES + 1), name=upload.name, by=request.actor)
    return _do(request, file, Work.PREVIEW)


def _do(request: Request, file: ImportFile, work: str) -> HttpResponse:
    """Do a piece of work at once, or hand it to the background."""
    if ImportRow.objects.filter(file=file).count() > LONG:
        begin_work(file=file, work=work, by=request.actor)
        work_on_import.enqueue(file.pk, work, request.actor.user_id or 0)
    else:
        {Work.PREVIEW: preview_import, Work.APPLY: apply_import, Work.UNDO: undo_import}[Work(work)](
            file=file, by=request.actor
        )
    return redirect("import_file", file.pid)


@require_safe
@never_cache
def import_file(request: Request, pid: str) -> HttpResponse:
    """A file with its rows; `?loc=` a status, `?trang=`. While work runs the page says so and looks again."""
    file = seen_file(request, pid)
    chosen = request.GET.get("loc", "")
    rows = file.rows.order_by("no")
    if chosen in RowStatus.values:
        rows = rows.filter(status=chosen)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    counts = [(key, words, file.counts.get(key, 0)) for key, words in RowStatus.choices]
    unknown = [(one["name"], label) for one in file.sheets for label in one.get("unknown", {}).values()]
    context = {
        "file": file,
        "page": page,
        "lines": [(row, _TONES.get(RowStatus(row.status), "")) for row in page],
        "counts": counts,
        "chosen": chosen,
        "total": sum(file.counts.values()),
        "news": sum(file.counts.get(key, 0) for key in (RowStatus.CREATED, RowStatus.UPDATED)),
        "errors": file.counts.get(RowStatus.ERROR, 0),
        "unknown": unknown,
        "columns": COLUMNS,
        "open": file.state in {ImportState.READ, ImportState.PREVIEWED},
        "patience": int(PATIENCE.total_seconds() // 60),
    }
    return import_page(request, "file", {**context, **counts_shown(file, page)})


@require_POST
def import_preview(request: Request, pid: str) -> HttpResponse:
    """Work the preview out again."""
    return _do(request, seen_file(request, pid), Work.PREVIEW)


@require_http_methods(["GET", "HEAD", "POST"])
def import_row(request: Request, pid: str, no: int) -> HttpResponse:
    """Correct the cells of one row."""
    file = seen_file(request, pid)
    row = get_or_404(ImportRow.objects.filter(file=file), no=no)
    names = editable(file)
    form = RowForm(request.POST or None, initial={name: cell_now(row, name) for name in names}, cells=names)
    status, refusal = 200, None
    if request.method == "POST":
        if form.is_valid():
            try:
                return _correct(request, file, no, cells=form.cleaned_data)
            except Refusal as refused:
                refusal = refused
                beside(form, refused, {})
        status = status_of(refusal)
    return import_page(
        request, "row", {"file": file, "row": row, "form": form, "left_out": "_left_out" in row.raw}, status=status
    )


def _correct(request: Request, file: ImportFile, no: int, *, cells: dict[str, str]) -> HttpResponse:
    long = file.rows.count() > LONG
    row = correct_cell(file=file, no=no, cells=cells, by=request.actor, preview=not long)
    messages.success(
        request, _("Đã sửa dòng %(row)s: %(status)s.") % {"row": row.row, "status": row.get_status_display()}
    )
    return _do(request, file, Work.PREVIEW) if long else redirect("import_file", file.pid)


@require_POST
def import_row_skip(request: Request, pid: str, no: int) -> HttpResponse:
    """Leave a row out, or take it in again."""
    file = seen_file(request, pid)
    long = file.rows.count() > LONG
    row = skip_row(file=file, no=no, by=request.actor, preview=not long)
    messages.success(request, _("Dòng %(row)s: %(status)s.") % {"row": row.row, "status": row.get_status_display()})
    return _do(request, file, Work.PREVIEW) if long else redirect("import_file", file.pid)


@require_http_methods(["GET", "HEAD", "POST"])
def import_apply(request: Request, pid: str) -> HttpResponse:
    """Ask, then write the rows into the registers."""
    file = seen_file(request, pid)
    refusal = None
    if request.method == "POST":
        try:
            return _do(request, file, Work.APPLY)
        except Refusal as refused:
            refusal = refused
    context = {
        "file": file,
        "refusal": refusal,
        "created": file.counts.get(RowStatus.CREATED, 0),
        "updated": file.counts.get(RowStatus.UPDATED, 0),
        "errors": file.counts.get(RowStatus.ERROR, 0),
    }
    return import_page(request, "apply", context, status=status_of(refusal) if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request: Request, pid: str) -> HttpResponse:
    """Ask, then take the import back; what stands on it is listed."""
    file = seen_file(request, pid)
    refusal = None
    if request.method == "POST":
        try:
            return _do(request, file, Work.UNDO)
        except Refusal as refused:
            refusal = refused
    context = {
        "file": file,
        "refusal": refusal,
        "products": len(file.made.get("products", [])),
        "recognitions": len(file.made.get("recognitions", [])),
        "returns": len(file.made.get("returns", [])),
    }
    return import_page(request, "undo", context, status=status_of(refusal) if refusal else 200)


@require_POST
def import_column(request: Request) -> HttpResponse:
    """Remember what a column holds; the file is uploaded again after that."""
    sit_down(request.actor, Role.PROVINCE_OFFICER, Role.MINISTRY_OFFICER, Role.ADMINISTRATOR)
    form = ColumnForm(request.POST)
    if form.is_valid():
        name_column(label=form.cleaned_data["label"], field=form.cleaned_data["field"], by=request.actor)
        messages.success(
            request,
            _("Đã nhớ cột “%(label)s”. Hãy tải tệp lên lại để đọc theo cột này.")
            % {"label": form.cleaned_data["label"]},
        )
    return redirect("import_files")


@require_safe
def import_report(request: Request, pid: str) -> HttpResponse:
    """The report of the file, row by row, as CSV (product.md 4)."""
    file = seen_file(request, pid)
    out = io.StringIO()
    report_of(file.rows.order_by("no").values_list("sheet", "row", "status", "parsed", "message").iterator(2000), out)
    name = f"ket-qua-{file.pid}.csv"
    # The mark at the beginning tells Excel that this is UTF-8.
    return HttpResponse(
        "\ufeff" + out.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
