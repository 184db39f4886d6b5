"""A register previewed, corrected, written, repeated and taken back."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from ocop.core.refusal import Refusal
from ocop.dossiers.models import Occasion
from ocop.intake.actions import apply_import, correct_cell, preview_import, skip_row, undo_import
from ocop.intake.enums import ImportState
from ocop.intake.models import ImportFile, ImportRow
from ocop.recognition.enums import Facet
from ocop.recognition.facets import kept
from ocop.recognition.listing import build_listing, same
from ocop.recognition.models import (
    Certificate,
    CertificateEvent,
    Decision,
    FacetChange,
    Listing,
    PastResult,
    Recognition,
)
from ocop.recognition.outside import OutsideRow, record_outside_decision
from ocop.registry.actions import amend_product
from ocop.registry.models import Producer, Product
from tests.factories.places import unit
from tests.intake.books import HEAD, book, row
from tests.intake.stage import DATA, Ground, messages, statuses

pytestmark = pytest.mark.django_db
KINDS = (Producer, Product, Decision, Recognition, Certificate, CertificateEvent, Listing, PastResult, Occasion)


def counts() -> list[int]:
    return [kind.objects.count() for kind in KINDS]


def test_a_preview_writes_no_register_and_applying_writes_all_a_recognition_brings(ground: Ground) -> None:
    before = counts()
    file = ground.read(book(row(1, "Chè"), row(2, "Bún", stars="tiềm năng 5 sao", score="95,64")))
    assert (statuses(file), counts()) == (["created", "created"], before)
    file = apply_import(file=file, by=ground.officer)
    assert file.state == ImportState.APPLIED
    recognition = Recognition.objects.get()
    certificate = Certificate.objects.get()
    assert (recognition.decision.number, recognition.basis, recognition.stars, recognition.score_text) == (
        "35/QĐ-UBND",
        "imported",
        4,
        "78,5",
    )
    assert (certificate.issued_on, certificate.valid_to) == (dt.date(2024, 1, 10), dt.date(2027, 1, 10))
    past = PastResult.objects.get()
    assert (past.product.name, past.stars, past.score_text) == ("Bún", None, "95,64")
    assert Producer.objects.get().unit_today == unit("05503")
    assert set(Occasion.objects.values_list("kind", flat=True)) == {"upgrade", "reevaluation"}


def test_what_goes_in_in_bulk_is_what_the_verb_for_outside_decisions_writes(ground: Ground) -> None:
    file = ground.bring(book(row(1, "Chè một"), row(2, "Chè hai", stars="3 sao")))
    assert all(same(one, build_listing(one.product)) for one in Listing.objects.all())
    product = Product.objects.get(name="Chè một")
    mine = Recognition.objects.filter(product=product).values().get()
    certified = Certificate.objects.filter(recognition__product=product).values().get()
    windows = list(
        Occasion.objects.filter(product=product)
        .order_by("kind")
        .values_list("kind", "base_stars", "base_valid_to", "opens_on", "closes_on")
    )
    undo_import(file=file, by=ground.officer)
    ground.bring(book(row(1, "Chè một", stars="", decision="")))
    product = Product.objects.get(name="Chè một")
    record_outside_decision(
        authority=unit("19", level="province", day=dt.date(2024, 1, 10)),
        number="35/QĐ-UBND",
        signed_on=dt.date(2024, 1, 10),
        signer="",
        source="so sánh",
        by=ground.root,
        rows=[OutsideRow(product=product, stars=4, score="78,5")],
    )
    theirs = Recognition.objects.filter(product=product).values().get()
    for key in ("stars", "kind", "product_name", "producer_name", "place_name", "score_text", "basis", "edition_id"):
        assert mine[key] == theirs[key], key
    other = Certificate.objects.filter(recognition__product=product).values().get()
    for key in ("number", "number_key", "issued_on", "valid_to", "expiring_on", "reason"):
        assert certified[key] == other[key], key
    assert windows == list(
        Occasion.objects.filter(product=product)
        .order_by("kind")
        .values_list("kind", "base_stars", "base_valid_to", "opens_on", "closes_on")
    )


def certified() -> list[object]:
    """What recognitions brought, without ids: certificates, what ended them, windows, the catalogue and its counts."""
    return [
        sorted(Certificate.objects.values_list("recognition__product__name", "issued_on", "valid_to", "expiring_on")),
        sorted(
            CertificateEvent.objects.values_list(
                "certificate__issued_on", "kind", "on", "decision__number", "replaced_by__issued_on"
            )
        ),
        sorted(
            Occasion.objects.values_list(
                "product__name", "kind", "base_stars", "base_valid_to", "opens_on", "closes_on"
            )
        ),
        sorted(Listing.objects.values_list("name", "stars", "decided_on", "valid_from", "valid_to", "name_folded")),
        kept(dt.date(2024, 6, 1), Facet.values),
    ]


def test_a_product_of_several_decisions_in_one_file_is_what_three_files_make_of_it(ground: Ground) -> None:
    rows = [
        # The first still lives when the second begins; the third follows one that has ended; two on one day.
        row(1, "Chè", stars="3 sao", decision="35/QĐ-UBND 10/01/2020"),
        row(2, "Chè", decision="36/QĐ-UBND 10/03/2022"),
        row(3, "Chè", stars="5 sao", decision="37/QĐ-UBND 12/04/2025"),
        row(4, "Bún", decision="36/QĐ-UBND 10/03/2022"),
        row(5, "Bún", stars="5 sao", decision="38/QĐ-UBND 10/03/2022"),
    ]
    files = [ground.bring(book(one), f"{no}.xlsx") for no, one in enumerate(rows)]
    one_by_one = certified()
    for file in reversed(files):
        undo_import(file=file, by=ground.officer)
    assert (Certificate.objects.count(), Occasion.objects.count()) == (0, 0)
    file = ground.bring(book(*rows))
    assert certified() == one_by_one
    assert all(same(one, build_listing(one.product)) for one in Listing.objects.all())
    undo_import(file=file, by=ground.officer)
    assert counts() == [0] * len(KINDS)


def test_serials_go_on_where_the_authority_stands_and_none_is_given_twice(ground: Ground) -> None:
    ground.bring(book(row(1, "Chè"), row(2, "Bún")))
    ground.bring(book(row(1, "Mì"), row(2, "Gạo"), row(3, "Chè", decision="36/QĐ-UBND 10/03/2025")), "hai.xlsx")
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5]


def test_the_catalogue_finds_a_product_by_every_code_its_rows_tell(ground: Ground) -> None:
    head = [*HEAD, "Mã sản phẩm"]
    ground.bring(
        book([*row(1, "Chè", stars="", decision=""), "19-05503-1-2020"], [*row(2, "Chè"), "19-05503-1-2024"], head=head)
    )
    listing = Listing.objects.get()
    assert same(listing, build_listing(listing.product))
    assert {"19-05503-1-2020", "19-05503-1-2024"} <= set(listing.name_folded.split())


def test_a_second_import_changes_nothing(ground: Ground) -> None:
    data = book(row(1, "Chè"), row(2, "Bún", decision=""), row(3, "Mì", stars="1 sao"))
    ground.bring(data)
    before = counts()
    again = ground.bring(data, "lan-hai.xlsx")
    assert (statuses(again), counts()) == (["unchanged"] * 3, before)


def test_wrong_rows_are_told_and_the_right_ones_go_in(ground: Ground) -> None:
    file = ground.bring(
        book(
            row(1, "Chè"),
            row(2, "Sáu", stars="6 sao"),
            row(3, "Hai", decision="36/QĐ-UBND 31/02/2024"),
            row(4, "Xa", decision="37/QĐ-UBND 1/1/2067"),
            row(5, ""),
            row(6, "Mồ côi", producer=""),
            row(7, "Ngoài", address="xã Yên Sơn, tỉnh Tuyên Quang"),
            row(8, "Điểm", score="120"),
        )
    )
    assert statuses(file) == ["created", *["error"] * 7]
    assert all(messages(file)[1:])
    assert list(Product.objects.values_list("name", flat=True)) == ["Chè"]


def test_one_name_of_two_producers_stays_two_and_one_product_in_two_decisions_is_one(ground: Ground) -> None:
    file = ground.bring(
        book(
            row(1, "Rau ăn lá"),
            row(2, "Rau ăn lá", producer="HTX Núi Cốc"),
            row(3, "Rau ăn lá", producer="Hợp tác xã Bản Mới", stars="4 sao", decision="90/QĐ-UBND 5/5/2025"),
            row(4, "Rau ăn  Lá", producer="HTX Bản Mới"),
        )
    )
    assert statuses(file) == ["created", "created", "updated", "unchanged"]
    assert (Product.objects.count(), Recognition.objects.count()) == (2, 3)
    assert CertificateEvent.objects.get().certificate.issued_on == dt.date(2024, 1, 10)
    assert all(same(one, build_listing(one.product)) for one in Listing.objects.all())


def test_a_name_nearly_the_same_is_shown_and_never_merged(ground: Ground) -> None:
    file = ground.bring(
        book(
            row(1, "Bột", producer="Công ty cổ phần Curcumin Bắc Hà"),
            row(2, "Bột", producer="Công ty cổ phần Curmin Bắc Hà"),
        )
    )
    assert statuses(file) == ["created", "created"] and "không gộp" in messages(file)[1]
    assert Producer.objects.count() == 2


def test_an_unknown_commune_is_kept_as_text_with_a_warning(ground: Ground) -> None:
    file = ground.bring(book(row(1, "Chè", address="xã Không Có")))
    producer = Producer.objects.get()
    assert "không nhận ra “xã Không Có”" in messages(file)[0]
    assert producer.unit_text == "xã Không Có" and producer.province_today == unit("19", level="province")
    assert Producer.objects.visible_to(ground.officer).count() == 1


def test_a_household_number_is_sealed_wherever_it_is_kept(ground: Ground) -> None:
    head = ["TT", "Tên sản phẩm", "Chủ thể", "Mã số thuế", "Địa chỉ"]
    file = ground.bring(book([1, "Chè", "Hộ Lê Văn Ví", "001085012345", "xã Tân Cương"], head=head))
    assert "001085012345" not in str(list(ImportRow.objects.filter(file=file).values()))
    assert Producer.objects.get().tax_code.startswith("h:")


def test_undo_takes_back_everything_and_brings_back_what_stood_before(ground: Ground) -> None:
    ground.bring(book(row(1, "Chè")))
    before, shown, day = counts(), Listing.objects.get(), ground.officer.today
    windows = list(Occasion.objects.order_by("pk").values())
    facets = kept(day, ["standing", "tree", "place", "kind"])
    file = ground.bring(book(row(1, "Chè", decision="90/QĐ-UBND 5/5/2025"), row(2, "Bún", producer="HTX Khác")))
    assert counts() != before
    done = undo_import(file=file, by=ground.officer)
    assert (done.state, counts(), list(Occasion.objects.order_by("pk").values())) == (
        ImportState.UNDONE,
        before,
        windows,
    )
    assert same(Listing.objects.get(), shown)
    assert kept(day, ["standing", "tree", "place", "kind"]) == facets
    assert ground.bring(book(row(1, "Chè"))).counts == {"unchanged": 1}


def test_undo_is_refused_while_something_stands_on_it_and_lists_it(ground: Ground) -> None:
    file = ground.bring(book(row(1, "Chè"), row(2, "Bún")))
    amend_product(product=Product.objects.get(name="Bún"), by=ground.officer, pack="Gói 100 g")
    ground.bring(book(row(1, "Chè", decision="90/QĐ-UBND 5/5/2025")))
    before = counts()
    with pytest.raises(Refusal) as caught:
        undo_import(file=file, by=ground.officer)
    told = " ".join(str(one.words) for one in caught.value.missing)
    assert caught.value.kind == "incomplete" and "Bún" in told and "Chè" in told
    assert counts() == before
    file.refresh_from_db()
    assert file.state == ImportState.APPLIED


def test_a_corrected_cell_is_read_again_and_a_row_can_be_left_out(ground: Ground) -> None:
    file = ground.read(book(row(1, "Chè", stars="6 sao"), row(2, "Bún")))
    assert correct_cell(file=file, no=1, cells={"stars": "5 sao"}, by=ground.officer).status == "created"
    assert skip_row(file=file, no=2, by=ground.officer).status == "skipped"
    assert skip_row(file=file, no=2, by=ground.officer).status == "created"
    file.refresh_from_db()
    apply_import(file=file, by=ground.officer)
    assert Recognition.objects.get(product__name="Chè").stars == 5
    with pytest.raises(Refusal) as caught:
        correct_cell(file=file, no=1, cells={"stars": "3 sao"}, by=ground.officer)
    assert caught.value.kind == "conflict"


def test_applying_is_refused_when_the_registers_have_changed_since_the_preview(ground: Ground) -> None:
    first, second = ground.read(book(row(1, "Chè"))), ground.read(book(row(1, "Chè")))
    apply_import(file=first, by=ground.officer)
    before = counts()
    with pytest.raises(Refusal) as caught:
        apply_import(file=second, by=ground.officer)
    assert (caught.value.code, counts()) == ("import-stale", before)
    assert preview_import(file=second, by=ground.officer).counts == {"unchanged": 1}


def test_strangers_bring_nothing_in(ground: Ground) -> None:
    from ocop.accounts.enums import Role
    from tests.people import officer

    other = officer("Vi Văn Xã", Role.COMMUNE_OFFICER, unit("05503"))
    with pytest.raises(Refusal) as caught:
        ground.read(book(row(1, "Chè")), by=other)
    assert (caught.value.kind, ImportFile.objects.count()) == ("forbidden", 0)


def test_the_command_writes_the_report_and_a_dry_run_writes_nothing(ground: Ground, tmp_path: Path) -> None:
    path, report = tmp_path / "ds.xlsx", tmp_path / "kq.csv"
    path.write_bytes(book(row(1, "Chè"), row(2, "Bún", stars="6 sao"), ["Tổng cộng: 2 sản phẩm"]))
    call_command("import_register", str(path), "--dry-run", "--report", str(report))
    assert (Product.objects.count(), ImportFile.objects.count()) == (0, 0)
    rows = list(csv.DictReader(report.open(encoding="utf-8")))
    assert list(rows[0]) == [
        "sheet",
        "row",
        "status",
        "name",
        "producer",
        "commune",
        "district",
        "province",
        "stars",
        "score",
        "decision",
        "date",
        "message",
    ]
    assert [(one["row"], one["status"], one["stars"], one["score"], one["decision"], one["date"]) for one in rows] == [
        ("3", "created", "4", "78.5", "35/QĐ-UBND", "2024-01-10"),
        ("4", "error", "", "78.5", "35/QĐ-UBND", "2024-01-10"),
        ("5", "skipped", "", "", "", ""),
    ]
    call_command("import_register", str(path))
    assert Product.objects.count() == 1
    path.write_bytes(b"%PDF")
    with pytest.raises(CommandError):
        call_command("import_register", str(path))


@pytest.mark.parametrize(
    ("name", "products", "created"),
    [
        ("register_L1_phu_luc_quyet_dinh_backan.xlsx", 52, {"created", "updated"}),
        ("register_L2_bieu_tong_hop_nhieu_tinh.xlsx", 60, {"created"}),
        ("ocop_products.csv", 315, {"created", "updated", "error"}),
    ],
)
def test_every_product_row_of_the_real_lists_is_accounted_for(
    ground: Ground, name: str, products: int, created: set[str]
) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip("the shared data are not on this machine")
    file = ground.bring(path.read_bytes(), name, ground.root)
    rows = list(file.rows.exclude(status="skipped"))
    assert (len(rows), {one.status for one in rows}) == (products, created)
    assert all(one.message for one in rows if one.status == "error")
    assert all(same(one, build_listing(one.product)) for one in Listing.objects.all())
    before = [*counts(), FacetChange.objects.count()]
    again = ground.bring(path.read_bytes(), name, ground.root)
    assert {one.status for one in again.rows.exclude(status="skipped")} - {"error"} == {"unchanged"}
    assert [*counts(), FacetChange.objects.count()] == before
    assert undo_import(file=file, by=ground.root).state == ImportState.UNDONE
    assert (Product.objects.count(), Producer.objects.count()) == (0, 0)
