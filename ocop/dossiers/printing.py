"""Papers of a dossier: forms 01, 02 and 03 of 26/2026, the receipt; and ideas and business plans before it.

Data for typst; templates in `print/`.
"""

import datetime as dt
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.timezone import localdate
from django.utils.translation import override

from ocop.core.typesetting import typeset
from ocop.dossiers.enums import DossierKind, LocalHead, StageLevel
from ocop.dossiers.models import BusinessPlan, Dossier, DossierVersion, Idea, Stage
from ocop.places.models import AdminUnit
from ocop.registry.models import Producer
from ocop.registry.taxcodes import StoredCode, open_tax_code
from ocop.rulebooks import forming
from ocop.rulebooks.queries import rubric_of
from ocop.rulebooks.rules.rubric import Rubric
from ocop.rulebooks.rules.scoring import score_sheet

# Samples that go up with a dossier, but for tourism (26/2026 art. 6).
SAMPLES = 5
_PRINT = "dossiers/print"


def print_form_01(version: DossierVersion) -> bytes:
    """Form 01, the registration: what the producer signs; a household's tax code stands on it in full."""
    dossier = version.dossier
    product_set = dossier.product_set
    data = {
        **_common(version),
        "tax_code": _full_tax_code(dossier.producer),
        "group": f"{product_set.group_code} {product_set.group.name}",
        "kinds": [{"words": str(kind.label), "chosen": kind == dossier.kind} for kind in DossierKind],
        "samples": SAMPLES if product_set.sample_required else 0,
        "receipts": [{"unit": stage.unit.full_name, "no": stage.receipt_no, "on": _day(stage.received_on)}
                     for stage in dossier.stages.select_related("unit").exclude(receipt_no="").order_by("pk")],
    }
    return _set(f"{_PRINT}/form-01.typ", data, at=version.made_at)


def print_form_02(version: DossierVersion) -> bytes:
    """Form 02, the self-assessment: every criterion in printed order with its answer, points and evidence."""
    dossier = version.dossier
    rubric = rubric_of(dossier.product_set)
    answers = version.content["answers"]
    score = score_sheet(rubric, {key: said["option"] for key, said in answers.items()})
    data = {
        **_common(version),
        "papers": [_paper(row) for row in version.content["evidence"]],
        "parts": [
            {"key": part.key, "name": part.name.vi, "points": score.parts[part.key], "max": part.max,
             "rows": _rows(rubric, part.key, version.content)}
            for part in rubric.parts
        ],
        "total": score.total,
        "max": rubric.max,
    }
    return _set(f"{_PRINT}/form-02.typ", data, at=version.made_at)


def print_form_03(stage: Stage) -> bytes:
    """Form 03, the commune's report: claim and finding under each of the four heads (26/2026 art. 7.2)."""
    if stage.level != StageLevel.COMMUNE:
        raise ValueError("form 03 belongs to a commune")
    found = {row.head: row for row in stage.local_findings.all()}
    heads = [
        {"words": str(head.label), "claim": row.claim if row else "", "finding": row.finding if row else "",
         "agrees": row.agrees if row else None}
        for head in LocalHead for row in [found.get(head.value)]
    ]
    data = {
        **_common(stage.version), **_office(stage.unit), "heads": heads, "conclusion": stage.conclusion,
        "request_no": stage.request_no, "received_on": _day(stage.received_on), "receipt_no": stage.receipt_no,
        "date": _long_day(stage.request_on),
    }
    return _set(f"{_PRINT}/form-03.typ", data, at=stage.handled_at or stage.version.made_at)


def print_receipt(stage: Stage) -> bytes:
    """The receipt an office hands out: number, day, and what was received."""
    content = stage.version.content
    data = {
        **_common(stage.version), **_office(stage.unit), "receipt_no": stage.receipt_no,
        "date": _long_day(stage.received_on),
        "papers": [_paper(row) for row in content["evidence"]],
        "answered": len(content["answers"]), "version": stage.version.no, "sha256": stage.version.sha256,
    }
    return _set(f"{_PRINT}/receipt.typ", data, at=stage.version.made_at)


def print_idea(idea: Idea) -> bytes:
    """An idea as it was sent, or as far as it is written, under the form's version it was begun with."""
    return _print_filled(idea, about=idea.name, code=f"Mã ý tưởng: {idea.pid}")


def print_business_plan(plan: BusinessPlan) -> bytes:
    """A version of a product's business plan, the same way."""
    code = f"Mã phương án: {plan.pid}, bản {plan.no} của sản phẩm {plan.product.pid}"
    return _print_filled(plan, about=plan.product.name, code=code)


def _print_filled(filled: Idea | BusinessPlan, *, about: str, code: str) -> bytes:
    """The questions of the form with their answers; what was left empty has room to write by hand."""
    producer, form = filled.producer, filled.form
    unit = producer.unit_today
    with override("vi"):
        sections = [
            {"title": part.title.vi,
             "rows": [{"label": field.label.vi,
                       "lines": forming.shown(field, filled.body.get(field.key, "")).splitlines()}
                      for field in part.fields]}
            for part in form.parts
        ]
    sent = localdate(filled.sent_at) if filled.sent_at else None
    data = {
        "title": form.title, "about": about, "producer": producer.name, "place": unit.name if unit else None,
        "date": _long_day(sent), "sections": sections,
        "facts": [code, f"Mẫu {form.key}, bản {form.version}", f"Gửi ngày {_day(sent)}" if sent else "Chưa gửi"],
        "receivers": [*([f"UBND {_within(unit.full_name)}"] if unit else []), "Lưu chủ thể"],
    }
    return _set(f"{_PRINT}/filled-form.typ", data, at=filled.sent_at or filled.created_at)


def _set(template: str, data: dict[str, Any], *, at: dt.datetime) -> bytes:
    """Set a paper with the moment it speaks of as its time, so that a reprint has the same bytes."""
    return typeset(template, data, at=at.replace(microsecond=0))


def _common(version: DossierVersion) -> dict[str, Any]:
    """What every paper says: the dossier as it was filed, and the edition."""
    content = version.content
    dossier: Dossier = version.dossier
    representative = content["producer"]["representative"] or {"name": "", "position": ""}
    return {
        "pid": dossier.pid,
        "edition": dossier.edition.number,
        "set_name": content["set_name"],
        "kind": str(DossierKind(content["kind"]).label),
        "product": content["product"],
        "producer": {**content["producer"], "registered_on": _text_day(content["producer"]["registered_on"])},
        "representative": representative,
        "filed_on": _day(localdate(version.made_at)),
        "province": _within(content["producer"]["province"]),
    }


def _office(unit: AdminUnit) -> dict[str, Any]:
    """The head of an office's paper."""
    province = unit.today_province
    superior = province.full_name if province is not None and province.pk != unit.pk else ""
    return {"agency": f"UBND {_within(unit.full_name)}", "superior": f"UBND {_within(superior)}" if superior else None,
            "place": unit.name, "unit": unit.full_name}


def _rows(rubric: Rubric, part: str, content: dict[str, Any]) -> list[dict[str, Any]]:
    """The criteria of a part: name, picked option, points, description, and the numbers of the papers that prove it."""
    proofs: dict[str, list[int]] = {}
    for number, row in enumerate(content["evidence"], 1):
        for key in row["criteria"]:
            proofs.setdefault(key, []).append(number)
    rows = []
    for criterion in rubric.criteria:
        if criterion.part != part:
            continue
        said = content["answers"].get(criterion.key, {"option": None, "text": ""})
        option = criterion.by_id[said["option"]] if said["option"] else None
        rows.append({
            "key": criterion.key, "name": criterion.name.vi, "max": criterion.max, "text": said["text"],
            "option": option.words.vi if option else "", "points": option.points if option else 0,
            "proofs": ", ".join(str(number) for number in proofs.get(criterion.key, [])),
        })
    return rows


def _paper(row: dict[str, Any]) -> dict[str, str]:
    """A piece of evidence on a list."""
    return {"title": row["title"], "number": row["number"], "issuer": row["issuer"], "pages": row["pages"],
            "link": row["link"], "issued_on": _text_day(row["issued_on"]), "expires_on": _text_day(row["expires_on"])}


def _full_tax_code(producer: Producer) -> str:
    """The code the producer signs for; never kept in a version's content."""
    return open_tax_code(StoredCode(producer.tax_code, producer.tax_code_sealed))


def _within(name: str) -> str:
    """A unit's full name inside a sentence: "tỉnh Thái Nguyên"."""
    return name[:1].lower() + name[1:]


def _day(day: dt.date | None) -> str:
    """22/5/2026; "" for none."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def _text_day(text: str | None) -> str:
    """The same from a date as JSON has it."""
    return _day(parse_date(text)) if text else ""


def _long_day(day: dt.date | None) -> str | None:
    """The day as the head of a paper has it; None leaves room to write it by hand."""
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}" if day else None
