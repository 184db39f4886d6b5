"""Which pages and papers `./run shots` takes: each found in the sample by what it shows, not by its number."""

from django.urls import reverse

from ocop.councils.models import Docket, Minutes, ScoreSheet, Session
from ocop.councils.printing import filled_sheet_pdf, minutes_pdf
from ocop.dossiers.models import Dossier, Stage
from ocop.dossiers.printing import print_form_03
from ocop.recognition.models import Certificate, Decision
from ocop.recognition.printing import certificates_pdf

Shot = tuple[str, str, str]


def checks() -> list[Shot]:
    """The check page in every state that stands in the sample."""
    from ocop.core.dates import today

    found: dict[str, str] = {}
    for certificate in Certificate.objects.prefetch_related("events").order_by("pk"):
        found.setdefault(certificate.status_on(today()), certificate.pid)
    return [(f"check-{state}", "", reverse("check", args=[pid])) for state, pid in sorted(found.items())]


def public() -> list[Shot]:
    """What a passer-by sees."""
    live = Certificate.objects.filter(recognition__stars__gte=4).order_by("-issued_on").first()
    shots = [
        ("home", "", "/"), ("catalogue", "", "/san-pham/"), ("catalogue-search", "", "/san-pham/?q=che+shan"),
        ("catalogue-none", "", "/san-pham/?q=khong+co+gi"), ("check", "", "/xac-minh/"),
        ("check-unknown", "", "/xac-minh/ABCDE12345/"), ("trial", "", "/cham-thu/?bo=s11&t.1.1=2&t.2.3=2"),
        ("data", "", "/so-lieu/"), ("signin", "", "/dang-nhap/"), ("one-time", "", "/mot-lan/"),
        ("not-found", "", "/khong-co/"), ("programme", "", "/chuong-trinh/bac-kan/2019/"),
        ("programme-2026", "", "/chuong-trinh/thai-nguyen/2026/"), ("sales", "", "/diem-ban/"),
        ("demo", "", "/trinh-dien/"), ("places", "", "/dia-ban/"), ("place", "", "/dia-ban/thai-nguyen-19/"),
        ("place-old", "", "/dia-ban/bac-kan-06/"), ("search", "", "/tim/?q=che"), ("join", "", "/dang-ky/"),
    ]
    if live:
        shots.append(("product", "", reverse("product", args=[live.recognition.product.pid])))
    return shots + checks()


def producer() -> list[Shot]:
    """The producer's desk."""
    draft = Dossier.objects.filter(state="draft", producer__memberships__user__demo_key="mai").order_by("pk").first()
    shots = [("desk", "mai", reverse("producer_desk")), ("products", "mai", reverse("producer_products")),
             ("papers", "mai", reverse("producer_papers")),
             ("product-new", "mai", reverse("producer_product_new")), ("ideas", "mai", reverse("producer_ideas")),
             ("own", "mai", reverse("producer_own")), ("my-data", "mai", reverse("my_data"))]
    if draft:
        shots += [("dossier", "mai", reverse("producer_dossier", args=[draft.pid])),
                  ("criterion", "mai", reverse("producer_criterion", args=[draft.pid, "2.3"])),
                  ("submit", "mai", reverse("producer_submit", args=[draft.pid])),
                  ("desk-product", "mai", reverse("producer_product", args=[draft.product.pid]))]
    return shots


def officers() -> list[Shot]:
    """The commune's and the province's desks."""
    at_commune = Stage.objects.filter(level="commune", state="received", unit__name="Tân Cương").order_by("pk").first()
    at_province = Stage.objects.filter(level="province", state="received").order_by("pk").first()
    shots = [("inbox", "xa", reverse("commune_inbox")), ("producers", "xa", reverse("officer_producers")),
             ("province", "tinh", reverse("province_desk")), ("decisions", "tinh", reverse("decisions"))]
    if at_commune:
        shots += [("officer-dossier", "xa", reverse("officer_dossier", args=[at_commune.dossier.pid])),
                  ("form03", "xa", reverse("form03", args=[at_commune.dossier.pid])),
                  ("supplement", "xa", reverse("supplement_page", args=[at_commune.dossier.pid]))]
    if at_province:
        shots += [("intake", "tinh", reverse("accept_page", args=[at_province.dossier.pid])),
                  ("desk-findings", "to-giup-viec", reverse("officer_dossier", args=[at_province.dossier.pid]))]
    shots += [("radar", "tinh", reverse("radar")), ("plan", "tinh", "/lam-viec/ke-hoach/thai-nguyen/2026/"),
              ("support", "tinh", reverse("support_activities")), ("import", "tinh", reverse("import_files")),
              ("law", "tinh", reverse("law_editions")), ("places-desk", "tinh", reverse("places_desk")),
              ("places-settle", "tinh", reverse("places_settle")),
              ("duplicates", "tinh", reverse("officer_duplicates")),
              ("data-requests", "tinh", reverse("officer_data_requests")),
              ("officer-ideas", "xa", reverse("officer_ideas"))]
    for name, decision in (("decision-draft", Decision.objects.filter(state="draft").first()),
                           ("decision-issued", Decision.objects.filter(state="issued", origin="here").first())):
        if decision:
            shots.append((name, "tinh", reverse("decision", args=[decision.pid])))
            if name == "decision-draft":
                shots.append(("decision-record", "van-thu", reverse("decision_record", args=[decision.pid])))
    return shots


def council() -> list[Shot]:
    """The council room."""
    session = Session.objects.filter(state="open").first()
    if session is None:
        return []
    dockets = list(Docket.objects.filter(session=session).order_by("position"))
    sheet = ScoreSheet.objects.filter(docket__session=session, state="open").select_related("seat__user").first()
    shots = [("queue", "uy-vien-1", reverse("council_queue")), ("sessions", "thu-ky", reverse("council_sessions")),
             ("board", "thu-ky", reverse("session_page", args=[session.pid])),
             ("tally", "thu-ky", reverse("docket_page", args=[dockets[0].pid])),
             ("sealed", "thu-ky", reverse("docket_page", args=[dockets[-1].pid]))]
    if sheet:
        pid, member = sheet.docket.pid, sheet.seat.user.demo_key if sheet.seat.user else ""
        shots += [("sheet", member, reverse("sheet_overview", args=[pid])),
                  ("council", member, reverse("sheet_criterion", args=[pid, "2.3"])),
                  ("sheet-whole", member, reverse("sheet_whole", args=[pid])),
                  ("sheet-sign", member, reverse("sheet_sign", args=[pid]))]
    signed = Session.objects.filter(state="signed").first()
    if signed:
        shots.append(("minutes", "thu-ky", reverse("session_minutes", args=[signed.pid])))
    return shots


def shot_list() -> list[Shot]:
    """Name, demonstration account and address of every key page."""
    return [*public(), *producer(), *officers(), *council()]


def paper_list() -> list[tuple[str, bytes]]:
    """The printed papers: certificate, form 03, minutes, a filled sheet."""
    papers: list[tuple[str, bytes]] = []
    certificate = Certificate.objects.filter(recognition__basis="scored_here").first()
    if certificate:
        papers.append(("paper-certificate", certificates_pdf([certificate])))
    stage = Stage.objects.filter(level="commune", state="sent_up").first()
    if stage:
        papers.append(("paper-form03", print_form_03(stage)))
    minutes = Minutes.objects.first()
    if minutes:
        papers.append(("paper-minutes", minutes_pdf(minutes.content)))
    sheet = ScoreSheet.objects.filter(state="signed").first()
    if sheet:
        papers.append(("paper-sheet", filled_sheet_pdf(sheet)))
    return papers
