"""The vault: photographed pages become one PDF; what a kind of paper can prove; which papers run out when."""

import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from ocop.core.dates import today
from ocop.core.files import open_blob
from ocop.core.models import AuditEntry, Blob
from ocop.core.refusal import Refusal
from ocop.dossiers.queries import todo
from ocop.registry.actions import (
    add_pages,
    add_paper,
    arrange_pages,
    begin_pages,
    bind_pages,
    close_paper,
    drop_pages,
    file_pages,
    forget_pages,
    register_product,
    renew_paper,
)
from ocop.registry.enums import ALSO_PROVES, PaperKind
from ocop.registry.models import Paper, PaperDraft, PaperVersion
from ocop.registry.queries import expiring_papers
from ocop.registry.showing import asked_for, drafts_of, proven_by
from ocop.registry.tasks import forget_daily
from ocop.rulebooks.models import EvidenceKind
from tests.factories.pictures import half, heic, huge_png, photo
from tests.people import fresh
from tests.registry.scene import Scene, pdf

DAY = dt.timedelta(days=1)
FACTS = {"kind": "contracts", "title": "Hợp đồng mua chè (ví dụ)"}


def begun(scene: Scene, *colours: str) -> PaperDraft:
    return begin_pages(producer=scene.producer, uploads=[photo(colour=one) for one in colours or ("red", "blue")],
                       by=scene.director)


def keys(draft: PaperDraft) -> list[str]:
    return [page["key"] for page in PaperDraft.objects.get(pk=draft.pk).pages]


def book_of(blob: Blob) -> PdfReader:
    with open_blob(blob) as stored:
        return PdfReader(io.BytesIO(stored.read()))


def refusal_of(verb, **facts: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        verb(**facts)
    assert str(refused.value.words)
    return refused.value


def test_photos_are_filed_as_one_pdf_in_the_order_chosen(scene: Scene) -> None:
    draft = begun(scene, "red", "green", "blue")
    bound = bind_pages(draft=draft, by=scene.director)
    version = file_pages(draft=bound, by=scene.director, **FACTS, number="12/HĐ", expires_on=today() + 90 * DAY)
    assert (version.no, version.number, version.paper.kind, version.blob.kind) == (1, "12/HĐ", "contracts", "pdf")
    assert version.file_name == "3 trang.pdf"
    seen = []
    for page in book_of(version.blob).pages:
        image = page.images[0].image
        seen.append(max(range(3), key=image.getpixel((image.width // 2, image.height // 2)).__getitem__))
    assert seen == [0, 1, 2]
    assert not PaperDraft.objects.exists()
    assert list(AuditEntry.objects.filter(verb__endswith="_pages").order_by("pk").values_list("verb", flat=True)) == [
        "begin_pages", "bind_pages", "file_pages"]


def test_pages_move_turn_and_go(scene: Scene) -> None:
    draft = begun(scene, "red", "green", "blue")
    one, two, three = keys(draft)
    arrange_pages(draft=draft, key=three, move="up", by=scene.director)
    assert keys(draft) == [one, three, two]
    arrange_pages(draft=draft, key=one, move="down", by=scene.consultant)
    assert keys(draft) == [three, one, two]
    arrange_pages(draft=draft, key=three, move="up", by=scene.director)
    arrange_pages(draft=draft, key=two, move="down", by=scene.director)
    assert keys(draft) == [three, one, two]
    for wanted in (90, 180, 270, 0):
        turned = arrange_pages(draft=draft, key=one, move="turn", by=scene.director)
        assert [page["turn"] for page in turned.pages] == [0, wanted, 0]
    arrange_pages(draft=draft, key=one, move="remove", by=scene.director)
    assert keys(draft) == [three, two]
    assert refusal_of(arrange_pages, draft=draft, key=one, move="turn", by=scene.director).kind == "conflict"
    assert refusal_of(arrange_pages, draft=draft, key=two, move="spin", by=scene.director).code == "pages-move"


def test_a_turned_page_lies_turned_in_the_pdf(scene: Scene) -> None:
    draft = begun(scene, "red")
    arrange_pages(draft=draft, key=keys(draft)[0], move="turn", by=scene.director)
    page = book_of(bind_pages(draft=draft, by=scene.director).blob).pages[0]
    assert page.mediabox.height > page.mediabox.width


def test_a_change_after_binding_asks_for_binding_anew(scene: Scene) -> None:
    draft = begun(scene)
    bind_pages(draft=draft, by=scene.director)
    add_pages(draft=draft, uploads=[photo(colour="green")], by=scene.director)
    refusal = refusal_of(file_pages, draft=draft, by=scene.director, **FACTS)
    assert (refusal.code, refusal.kind) == ("pages-unbound", "conflict")
    assert (Paper.objects.count(), len(keys(draft))) == (0, 3)


def test_pages_become_the_next_issue_of_a_paper(scene: Scene) -> None:
    first = add_paper(producer=scene.producer, upload=pdf(), by=scene.director, **FACTS)
    draft = begin_pages(producer=scene.producer, uploads=[photo()], paper=first.paper, by=scene.director)
    bind_pages(draft=draft, by=scene.director)
    version = file_pages(draft=draft, by=scene.director, number="13/HĐ")
    assert (version.paper, version.no, first.paper.versions.count()) == (first.paper, 2, 2)


def test_no_pages_for_a_paper_out_of_use(scene: Scene) -> None:
    paper = add_paper(producer=scene.producer, upload=pdf(), by=scene.director, **FACTS).paper
    close_paper(paper=paper, by=scene.director)
    paper.refresh_from_db()
    refusal = refusal_of(begin_pages, producer=scene.producer, uploads=[photo()], paper=paper, by=scene.director)
    assert refusal.code == "paper-closed"


def test_a_wrong_fact_keeps_the_pages(scene: Scene) -> None:
    draft = bind_pages(draft=begun(scene), by=scene.director)
    refusal = refusal_of(file_pages, draft=draft, by=scene.director, kind="contracts", title="Hợp đồng",
                         issued_on=today(), expires_on=today() - DAY)
    assert refusal.code == "paper-dates"
    assert (Paper.objects.count(), PaperVersion.objects.count(), PaperDraft.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize(("bad", "code"), [
    (huge_png, "file-too-many-pixels"), (pdf, "file-kind"), (heic, "file-heic"),
    (lambda: half(photo()), "file-damaged"),
])
def test_one_bad_photo_among_good_ones_is_named_and_nothing_is_kept(scene: Scene, bad, code: str) -> None:
    refusal = refusal_of(begin_pages, producer=scene.producer, uploads=[photo(), bad()], by=scene.director)
    assert refusal.code == code
    assert str(refusal.words).startswith("Ảnh thứ 2 (")
    assert (PaperDraft.objects.count(), Blob.objects.count()) == (0, 0)
    draft = begun(scene)
    refusal_of(add_pages, draft=draft, uploads=[bad()], by=scene.director)
    assert len(keys(draft)) == 2


def test_too_many_pages_and_none_are_refused(scene: Scene, settings) -> None:
    settings.PAGES_OF_PAPER = 2
    draft = begun(scene)
    assert refusal_of(add_pages, draft=draft, uploads=[photo()], by=scene.director).code == "pages-many"
    assert refusal_of(begin_pages, producer=scene.producer, uploads=[photo()] * 3,
                      by=scene.director).code == "pages-many"
    assert refusal_of(begin_pages, producer=scene.producer, uploads=[], by=scene.director).code == "pages-none"
    assert refusal_of(add_pages, draft=draft, uploads=[], by=scene.director).code == "pages-none"
    for key in keys(draft):
        arrange_pages(draft=draft, key=key, move="remove", by=scene.director)
    assert refusal_of(bind_pages, draft=draft, by=scene.director).code == "pages-none"


def test_what_was_thrown_away_or_filed_cannot_be_touched(scene: Scene) -> None:
    draft = begun(scene)
    drop_pages(draft=draft, by=scene.director)
    assert not PaperDraft.objects.exists()
    gone = PaperDraft(pk=draft.pk or 1, producer=scene.producer)
    for verb, facts in ((bind_pages, {}), (drop_pages, {}), (file_pages, FACTS), (add_pages, {"uploads": [photo()]}),
                        (arrange_pages, {"key": "x", "move": "up"})):
        assert refusal_of(verb, draft=gone, by=scene.director, **facts).code == "pages-gone"


def left_alone(draft: PaperDraft, days: int) -> PaperDraft:
    """The draft as if nobody had touched it for so many days."""
    noon = timezone.make_aware(dt.datetime.combine(today() - days * DAY, dt.time(12)))
    PaperDraft.objects.filter(pk=draft.pk).update(changed_at=noon)
    draft.refresh_from_db()
    return draft


def lies(blob: Blob) -> bool:
    return default_storage.exists(blob.path)


def test_pages_nobody_touches_go_after_their_last_day_with_their_files(
        scene: Scene, settings, django_capture_on_commit_callbacks) -> None:
    settings.PAGES_KEPT_DAYS = 30
    draft = bind_pages(draft=begun(scene), by=scene.director)
    young = begin_pages(producer=scene.producer, uploads=[photo(colour="green")], by=scene.director)
    left_alone(draft, 30)
    assert draft.kept_until == today() and forget_daily(today()) == 0
    left_alone(draft, 31)
    theirs = list(Blob.objects.filter(pk__in=[draft.blob_id, *(page["blob"] for page in draft.pages)]))
    assert len(theirs) == 3 and all(lies(blob) for blob in theirs)
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_daily(today()) == 1
    assert list(PaperDraft.objects.all()) == [young]
    assert not Blob.objects.filter(pk__in=[blob.pk for blob in theirs]).exists()
    assert not any(lies(blob) for blob in theirs)
    assert all(lies(blob) for blob in Blob.objects.all()) and Blob.objects.count() == 2
    entry = AuditEntry.objects.get(verb="forget_pages")
    assert entry.actor is None and entry.payload.body["pages"] == 2
    assert forget_daily(today()) == 0


def test_a_touch_begins_the_days_anew(scene: Scene) -> None:
    draft = left_alone(begun(scene), 31)
    arrange_pages(draft=draft, key=keys(draft)[0], move="turn", by=scene.director)
    assert forget_daily(today()) == 0
    bind_pages(draft=left_alone(draft, 31), by=scene.director)
    assert forget_daily(today()) == 0
    # Touched between the list and the lock: the row as it is now decides.
    assert not forget_pages(draft=draft, day=today()) and PaperDraft.objects.count() == 1


def test_a_photo_that_something_else_has_too_stays(scene: Scene) -> None:
    one, other = (begin_pages(producer=scene.producer, uploads=[photo()], by=scene.director) for _ in range(2))
    assert one.pages[0]["blob"] == other.pages[0]["blob"]
    drop_pages(draft=one, by=scene.director)
    assert Blob.objects.count() == 2
    version = file_pages(draft=bind_pages(draft=other, by=scene.director), by=scene.director, kind="contracts",
                         title="Hợp đồng")
    assert list(Blob.objects.all()) == [version.blob], "the photos are in the PDF"


def test_strangers_neither_see_nor_touch_the_pages(scene: Scene) -> None:
    draft = begun(scene)
    assert drafts_of(scene.director) == [draft]
    for actor in (scene.stranger, scene.neighbour_officer, scene.far_officer):
        assert not PaperDraft.objects.visible_to(actor).exists()
        assert drafts_of(actor) == []
        for verb, facts in ((bind_pages, {"draft": draft}), (drop_pages, {"draft": draft}),
                            (file_pages, {"draft": draft, **FACTS}),
                            (add_pages, {"draft": draft, "uploads": [photo()]}),
                            (arrange_pages, {"draft": draft, "key": keys(draft)[0], "move": "up"}),
                            (begin_pages, {"producer": scene.producer, "uploads": [photo()]})):
            assert refusal_of(verb, by=actor, **facts).kind == "forbidden"
    assert PaperDraft.objects.visible_to(scene.commune_officer).get() == draft


def test_a_kind_of_paper_proves_the_criteria_that_name_it(scene: Scene) -> None:
    product = register_product(producer=scene.producer, name="Chè (ví dụ)", product_set=scene.tea, by=scene.director)
    (found, edition, criteria), = proven_by("tests", [product], today())
    assert (found, edition) == (product, scene.tea.edition)
    assert criteria and all("tests" in one.evidence for one in criteria)
    others = scene.tea.criteria.exclude(pk__in=[one.pk for one in criteria])
    assert not any("tests" in one.evidence for one in others)
    assert asked_for([product], today())["tests"] == [one.key for one in criteria]
    assert proven_by("other", [product], today()) == []
    assert (proven_by("tests", [], today()), asked_for([], today())["tests"]) == ([], [])


def test_every_kind_of_evidence_has_a_kind_of_paper_but_what_is_looked_at(scene: Scene) -> None:
    kinds = set(EvidenceKind.objects.filter(edition=scene.tea.edition).values_list("key", flat=True))
    proven = {one for kind in PaperKind.values for one in (kind, *ALSO_PROVES.get(kind, ()))}
    # The council tastes a sample, looks at the place, and reads any chart of who does what.
    assert kinds - proven == {"panel", "site", "organisation"}


@pytest.mark.parametrize(("left", "told", "urgent"), [
    (61, False, False), (60, True, False), (31, True, False), (30, True, True), (0, True, True), (-1, True, True),
])
def test_a_paper_comes_up_sixty_days_ahead_and_presses_at_thirty(
    scene: Scene, left: int, told: bool, urgent: bool
) -> None:
    version = add_paper(producer=scene.producer, kind="facility", title="Giấy an toàn thực phẩm (ví dụ)", upload=pdf(),
                        expires_on=today() + left * DAY, by=scene.director)
    rows = [row for row in todo(fresh(scene.director)) if row.kind == "paper"]
    assert [(row.pid, row.due_on, row.urgent) for row in rows] == (
        [(version.paper.pid, today() + left * DAY, urgent)] if told else [])
    if told:
        assert ("đã hết hạn" in rows[0].words) == (left < 0)


def test_the_days_of_warning_are_settings(scene: Scene, settings) -> None:
    add_paper(producer=scene.producer, kind="facility", title="Giấy (ví dụ)", upload=pdf(),
              expires_on=today() + 61 * DAY, by=scene.director)
    assert not [row for row in todo(fresh(scene.director)) if row.kind == "paper"]
    settings.PAPER_WARNING_DAYS, settings.PAPER_URGENT_DAYS = 90, 61
    assert [row.urgent for row in todo(fresh(scene.director)) if row.kind == "paper"] == [True]


def test_a_renewed_paper_and_one_out_of_use_warn_no_more(scene: Scene) -> None:
    facts = {"producer": scene.producer, "kind": "facility", "expires_on": today(), "by": scene.director}
    renewed = add_paper(title="Giấy một", upload=pdf(), **facts).paper
    closed = add_paper(title="Giấy hai", upload=pdf("2"), **facts).paper
    assert len(expiring_papers(Paper.objects.filter(producer=scene.producer), today(), within=60)) == 2
    renew_paper(paper=renewed, upload=pdf("3"), expires_on=today() + 400 * DAY, by=scene.director)
    close_paper(paper=closed, by=scene.director)
    assert expiring_papers(Paper.objects.filter(producer=scene.producer), today(), within=60) == []
