"""The public API under /api/v1/: the catalogue, the check of a code, the score of a sheet. No sign-in.

Names, shapes and codes are a contract (product.md 4). Errors are `{code, message}`, the message in Vietnamese.
"""

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Annotated, Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Path, Query
from ninja.errors import HttpError, ValidationError

from ocop.core.dates import today
from ocop.places.models import AdminUnit
from ocop.recognition.queries import PAGE_SIZE, certificate_api, products_api
from ocop.rulebooks.rules.answers import answer, answer_lines
from ocop.rulebooks.rules.scoring import ScoringError
from ocop.rulebooks.rules.shelf import shipped_books
from ocop.web.api import programme, schemas
from ocop.web.shared.limits import WINDOW, too_many
from ocop.web.shared.scoring_words import scoring_words

LONGEST_Q = 200
LONGEST_CODE = 600
MOST_CASES = 1000
# Graded requests of one address in a minute.
SCORES_A_MINUTE = 60
LINES = "application/x-ndjson"

api = NinjaAPI(
    title="OpenOCOP",
    version="1",
    description="Public data of the programme 'Mỗi xã (phường) một sản phẩm': recognised products, their certificates, "
    "and the score of a sheet. Free to use, no key. Errors carry a code and a sentence in Vietnamese.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("/programme", programme.router)


class Refused(Exception):
    """An answer other than 200, from anywhere inside an operation."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "message": message, **more}


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    response = api.create_response(request, refused.body, status=refused.status)
    if refused.status == 429:
        response["Retry-After"] = str(WINDOW)
    return response


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(dict.fromkeys(str(one["loc"][-1]) for one in error.errors if one.get("loc")))
    message = _("Tham số không đúng: %(names)s. Hãy xem /api/v1/openapi.json.") % {"names": names}
    return api.create_response(request, {"code": "invalid", "message": message}, status=422)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    message = _("Yêu cầu không đọc được. Hãy xem /api/v1/openapi.json.")
    return api.create_response(request, {"code": "unreadable", "message": message}, status=error.status_code)


def clean(text: str) -> str:
    """Text without control characters, which no name or code holds and PostgreSQL refuses."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


@api.get(
    "/products", response={200: schemas.ProductsOut, 422: schemas.ErrorOut}, operation_id="list_products",
    summary="The public catalogue", url_name="products",
)
def list_products(
    request: HttpRequest,
    *,
    q: Annotated[str, Query(max_length=LONGEST_Q, description="words, marks may be left out")] = "",
    stars: Annotated[int | None, Query(ge=3, le=5, description="living stars")] = None,
    group: Annotated[str, Query(max_length=10, pattern=r"^[A-Za-z0-9.]*$", description="'I' holds 'I.5'")] = "",
    province: Annotated[str, Query(max_length=80, description="code '19' or slug 'thai-nguyen-19'")] = "",
    page: Annotated[int, Query(ge=1, le=10**6, description="pages of 24; past the end is empty")] = 1,
) -> Any:
    """Products that have or had stars, in Vietnamese order."""
    found = products_api(
        today(), q=clean(q), stars=stars, group=group, province=_province(clean(province)), page=page
    )
    if (page - 1) * PAGE_SIZE >= found["count"]:
        found = {**found, "results": []}
    return found


def _province(text: str) -> int | None:
    """The id of today's province behind a code or slug; refuses one that does not exist."""
    code = text.strip().rpartition("-")[2].upper()
    if not code:
        return None
    units = AdminUnit.objects.provinces().filter(code=code).select_related("today_province").order_by("-valid_from")
    for unit in units:
        if "-" not in text or unit.slug == text.strip().lower():
            return unit.today_province_id
    raise Refused(422, "unknown-province", _("Không có tỉnh “%(name)s”. Dùng mã số như 19.") % {"name": text[:40]})


@api.get(
    "/certificates/{path:code}",
    response={
        200: schemas.CertificateOut, 404: schemas.NotFoundOut, 409: schemas.SeveralOut, 422: schemas.ErrorOut,
    },
    operation_id="check_certificate", summary="What a code means today", url_name="certificate",
)
def check_certificate(
    request: HttpRequest,
    code: Annotated[str, Path(max_length=LONGEST_CODE, description="check code, product code, number, signed digits")],
) -> Any:
    """A product's or certificate's check code, a product code, a certificate number (also with "-" for "/")."""
    found = certificate_api(clean(code).strip(), today())
    if found["status"] is not None:
        return found
    if found["why"] is not None:
        raise Refused(404, "not-found", str(found["ask"]), why=str(found["why"]))
    message = _("Số này có ở nhiều sản phẩm; hãy hỏi lại bằng mã trong “choices”.")
    raise Refused(409, "several", message, choices=found["several"])


@api.post(
    "/score",
    response={
        200: schemas.GradeOut | list[schemas.GradeOut | schemas.LineErrorOut],
        413: schemas.ErrorOut, 422: schemas.ErrorOut, 429: schemas.ErrorOut,
    },
    operation_id="score", summary="Grade sheets without storing anything", url_name="score",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {"anyOf": [
                        {"$ref": "#/components/schemas/CaseIn"},
                        {"type": "array", "maxItems": MOST_CASES, "items": {"$ref": "#/components/schemas/CaseIn"}},
                    ]}
                },
                LINES: {"schema": {"type": "string", "description": "one case a line; one answer a line"}},
            },
        }
    },
)
def score(request: HttpRequest) -> Any:
    """One case answers with one grade; a list, or lines of JSON, with one answer each (an error names its line)."""
    if too_many(request, "score", most=SCORES_A_MINUTE):
        raise Refused(429, "too-many", _("Đã hỏi quá nhiều lần trong một phút. Hãy chờ một phút rồi gửi lại."))
    text = _body(request)
    if request.content_type in {LINES, "application/jsonl", "application/x-jsonlines"}:
        return HttpResponse(_graded_lines(text), content_type=f"{LINES}; charset=utf-8")
    case = _json(text)
    try:
        return [*_graded(case)] if isinstance(case, list) else answer(case, shipped_books())
    except ScoringError as error:
        raise Refused(422, error.code, scoring_words(error)) from error


def _body(request: HttpRequest) -> str:
    try:
        return request.body.decode("utf-8-sig")
    except RequestDataTooBig as error:
        raise Refused(413, "too-large", _("Dữ liệu gửi lên quá lớn. Hãy chia thành nhiều lần gửi.")) from error
    except UnicodeDecodeError as error:
        raise Refused(422, "unreadable", _("Dữ liệu gửi lên phải là JSON, mã hóa UTF-8.")) from error


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(422, "unreadable", _("Dữ liệu gửi lên phải là JSON, mã hóa UTF-8.")) from error


def _few(count: int) -> None:
    if count > MOST_CASES:
        raise Refused(422, "too-many-cases", _("Mỗi lần gửi nhiều nhất %(most)s phiếu.") % {"most": MOST_CASES})


def _graded(cases: list[object]) -> Iterator[dict[str, Any]]:
    _few(len(cases))
    for number, case in enumerate(cases, 1):
        try:
            yield answer(case, shipped_books())
        except ScoringError as error:
            yield {"error": scoring_words(error), "line": number}


def _graded_lines(text: str) -> str:
    lines = text.splitlines()
    _few(len(lines))
    return "".join(f"{json.dumps(told, ensure_ascii=False)}\n" for told in answer_lines(lines, shipped_books()))


def schema() -> dict[str, Any]:
    """The OpenAPI document, with the shape of a case, which no operation takes apart itself."""
    document: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    case = schemas.CaseIn.json_schema()
    document["components"]["schemas"]["CaseIn"] = case
    return document


def polite(view: Callable[..., HttpResponseBase], methods: tuple[str, ...]) -> Callable[..., HttpResponseBase]:
    """Answer HEAD like GET and OPTIONS with what is allowed; ninja knows neither."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return HttpResponse(headers={"Allow": ", ".join(methods)})
        if request.method not in methods:
            message = _("Cách gọi này không dùng được ở đây.")
            response = api.create_response(request, {"code": "method", "message": message}, status=405)
            response["Allow"] = ", ".join(methods)
            return response
        asked = request.method
        try:
            request.method = "GET" if asked == "HEAD" else asked
            return view(request, *args, **kwargs)
        finally:
            request.method = asked

    return answered
