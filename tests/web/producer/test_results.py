"""What the producer reads once a council has judged: points and reasons, or only that it was sent up."""

import datetime as dt

from django.test import Client

from ocop.core.dates import today
from ocop.councils.actions import close_tally, settle_gate
from ocop.councils.models import Tally
from ocop.dossiers.models import Dossier, Occasion
from ocop.recognition.models import Certificate
from ocop.registry.actions import register_product
from ocop.rulebooks.models import Criterion
from ocop.rulebooks.queries import rubric_of
from tests.factories.sheets import top_picks
from tests.journeys.test_verbs import bring_to_council, decide, finish_session, score
from tests.journeys.world import World
from tests.people import fresh
from tests.web.producer.conftest import signed_in
from tests.web.producer.scene import address, full_draft, page


def _judged(world: World, *, lowered: str = "") -> tuple[Dossier, Tally]:
    """Seven equal sheets; with `lowered` the council finds the lowest option on that criterion."""
    rubric = rubric_of(world.tea)
    dossier = full_draft(world)
    docket = bring_to_council(world, dossier)
    sheet = {key: pick for key, pick in top_picks(rubric).items() if pick}
    tally = score(world, docket, [sheet] * 7)
    if lowered:
        criterion = Criterion.objects.get(product_set=world.tea, key=lowered)
        settle_gate(tally=tally, criterion=criterion, option=criterion.options.get(no=1), note="Nhãn cũ (ví dụ).",
                    by=fresh(world.secretary))
    tally = close_tally(tally=tally, by=fresh(world.secretary))
    return dossier, tally


def test_nothing_of_the_result_shows_before_it_is_decided(world: World, mai: Client) -> None:
    dossier, _tally = _judged(world, lowered="2.3")
    words = page(mai, "producer_product", dossier.product.pid)
    assert "Kết quả đánh giá" not in words
    assert "3 sao" not in words
    assert "Hội đồng cấp tỉnh đánh giá" in page(mai, "producer_desk")


def test_a_decided_result_shows_points_per_part_reasons_and_the_certificate(world: World, mai: Client) -> None:
    dossier, tally = _judged(world, lowered="2.3")
    finish_session(world, tally.docket)
    decide(world, tally, "recognise")
    words = page(mai, "producer_product", dossier.product.pid)
    assert "trung bình 100,00 điểm từ 7 phiếu" in words
    for part in ("40,00", "25,00", "35,00"):
        assert f'<td class="n">{part}</td>' in words
    assert "chưa đạt mức tối thiểu của 4 sao" in words
    certificate = Certificate.objects.get()
    printed = mai.get(address("producer_certificate", dossier.product.pid, certificate.pid))
    assert printed.content[:5] == b"%PDF-"
    assert certificate.number in words
    assert mai.get(address("producer_qr", dossier.product.pid))["Content-Type"] == "image/svg+xml"
    assert "Hồ sơ đã có kết quả" in page(mai, "producer_dossier", dossier.pid)


def test_a_dossier_sent_up_says_so_and_shows_no_star(world: World, mai: Client) -> None:
    dossier, tally = _judged(world)
    finish_session(world, tally.docket)
    decide(world, tally, "forward")
    words = page(mai, "producer_desk")
    assert "đã trình Trung ương" in words
    assert "5 sao" not in words
    assert "5 sao" not in page(mai, "producer_product", dossier.product.pid)
    assert "Đã trình Trung ương" in page(mai, "producer_dossier", dossier.pid)
    assert signed_in(world.director).get(address("producer_products")).status_code == 200


def test_what_must_be_filed_by_a_day_stands_before_what_may_be_filed_any_time(world: World, mai: Client) -> None:
    goods = register_product(producer=world.producer, name="Chè búp (ví dụ)", product_set=world.tea, by=world.director)
    day = today()
    Occasion.objects.create(product=goods, kind="upgrade", base_stars=3)
    Occasion.objects.create(product=goods, kind="reevaluation", base_stars=3, opens_on=day - dt.timedelta(days=5),
                            closes_on=day + dt.timedelta(days=3))
    words = page(mai, "producer_product", goods.pid)
    assert words.index("Lập hồ sơ phân hạng lại") < words.index("Lập hồ sơ nâng hạng")
