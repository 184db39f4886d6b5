"""Verbs on what takes part in a year, and on frozen lists."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.models import AuditEntry
from ocop.core.names import fold, nfc
from ocop.core.refusal import Refusal
from ocop.programme.actions.shared import province_id, refuse_closed
from ocop.programme.enums import EnrolmentOrigin
from ocop.programme.guards import may_run_year
from ocop.programme.models import Cohort, CohortMember, Cycle, Enrolment
from ocop.registry.models import Product


def enrol(*, cycle: Cycle, product: Product, origin: str, by: Actor, on: dt.date | None = None,
          source: str = "", parent: AuditEntry | None = None) -> Enrolment:
    """Let a product take part in a year's cycle, from a day (today unless told).

    Refuses (`forbidden`) others than the officer of the year, (`invalid`) an unknown origin, a day to come,
    (`conflict`) a product that takes part already, also under a merged row, and a closed year.
    """
    _must_run(cycle, by=by)
    day = on or by.today
    if origin not in EnrolmentOrigin.values:
        raise Refusal("enrolment-origin", _("Hãy chọn: mới, chuyển từ năm trước, hay đã đánh giá."))
    if day > by.today:
        raise Refusal("enrolment-future", _("Ngày tham gia ở tương lai. Hãy nhập ngày đã đăng ký."))
    with transaction.atomic():
        refuse_closed(Cycle.objects.select_for_update().get(pk=cycle.pk))
        head = product.head_id or product.pk
        if Enrolment.objects.filter(cycle=cycle, product__head=head).exists():
            raise Refusal("enrolled-already", _("Sản phẩm “%(name)s” đã tham gia chu trình năm %(year)s.")
                          % {"name": product.name, "year": cycle.year}, kind="conflict")
        row = Enrolment.objects.create(cycle=cycle, product=product, origin=origin, enrolled_on=day,
                                       source=nfc(source))
        audit.record("enrol", row, by=by, province_id=province_id(cycle.unit), reason=row.source, parent=parent,
                     body={"cycle": cycle.pk, "product": product.pk, "origin": origin, "on": day})
    return row


def withdraw_enrolment(*, enrolment: Enrolment, last_day: dt.date, by: Actor) -> Enrolment:
    """End a product's part in the year on a last day; the row stays. Refuses a day before it began."""
    _must_run(enrolment.cycle, by=by)
    if last_day < enrolment.enrolled_on:
        raise Refusal("enrolment-period", _("Ngày thôi tham gia phải từ ngày bắt đầu trở đi."))
    with transaction.atomic():
        enrolment.left_on = last_day
        enrolment.save(update_fields=["left_on"])
        audit.record("withdraw_enrolment", enrolment, by=by, province_id=province_id(enrolment.cycle.unit),
                     body={"left_on": last_day})
    return enrolment


def freeze_cohort(*, cycle: Cycle, name: str, products: Iterable[Product], source: str, by: Actor,
                  frozen_on: dt.date | None = None, key: str = "") -> Cohort:
    """Freeze a named list of products with its source, on a day (today unless told). A list never changes again.

    Refuses (`forbidden`) others than the officer of the year, (`invalid`) no name, no source, no product or one twice,
    (`conflict`) a list of that key (made of the name) in this year, and a closed year.
    """
    _must_run(cycle, by=by)
    rows = list(products)
    heads = {product.head_id or product.pk for product in rows}
    clean = nfc(name)
    for holds, code, words in (
        (bool(clean), "cohort-name", _("Hãy đặt tên cho danh sách.")),
        (bool(nfc(source)), "cohort-source", _("Hãy ghi nguồn của danh sách.")),
        (bool(rows), "cohort-empty", _("Danh sách phải có ít nhất một sản phẩm.")),
        (len(heads) == len(rows), "cohort-twice", _("Một sản phẩm chỉ đứng một lần trong danh sách.")),
    ):
        if not holds:
            raise Refusal(code, words)
    key = slugify(key or fold(clean))[:40]
    with transaction.atomic():
        refuse_closed(Cycle.objects.select_for_update().get(pk=cycle.pk))
        if Cohort.objects.filter(cycle=cycle, key=key).exists():
            raise Refusal("cohort-exists", _("Năm %(year)s đã có danh sách tên này.") % {"year": cycle.year},
                          kind="conflict")
        cohort = Cohort.objects.create(cycle=cycle, key=key, name=clean, frozen_on=frozen_on or by.today,
                                       source=nfc(source))
        CohortMember.objects.bulk_create(CohortMember(cohort=cohort, product=product) for product in rows)
        audit.record("freeze_cohort", cohort, by=by, province_id=province_id(cycle.unit), reason=cohort.source,
                     body={"name": clean, "products": [product.pk for product in rows]})
    return cohort


def _must_run(cycle: Cycle, *, by: Actor) -> None:
    if not may_run_year(by, cycle.unit):
        raise Refusal("year-forbidden", _("Chỉ cán bộ OCOP của cơ quan phụ trách năm đó làm được việc này."),
                      kind="forbidden")
