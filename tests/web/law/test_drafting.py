"""Drafting: copy, upload with its findings, checks, publishing, official words; for editors only."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ocop.rulebooks.models import Criterion, CriterionHelp, Edition, OfficialWording, Option, OptionWeight
from ocop.rulebooks.queries import export_edition_xlsx, export_edition_yaml
from tests.web.council.hands import seen, words
from tests.web.law.conftest import DRAFT, HERE, NEW, Law, get, post

UPLOAD, COPY = f"{HERE}nap/", f"{NEW}sao/"
WORDS, HELP = f"{NEW}bo/s11/loi-van/2.3/", f"{NEW}bo/s11/tro-giup/2.3/"


def file(content: bytes, name: str = "thu.yaml") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("address", [UPLOAD, COPY, f"{DRAFT}kiem/", f"{DRAFT}ban-hanh/"])
def test_drafting_exists_for_editors_only(client: Client, law: Law, draft: Edition, address: str) -> None:
    assert get(client, law.editor, address).status_code == 200
    for who in (law.office, law.stranger):
        assert get(client, who, address).status_code == 404
        assert post(client, who, address).status_code == (405 if address.endswith("kiem/") else 404)


def test_a_copy_is_a_draft_under_its_own_key(client: Client, law: Law) -> None:
    answer = post(client, law.editor, COPY, key="ban-hai", name="Bản hai")
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}ban-hai/kiem/")
    made = Edition.objects.get(key="ban-hai")
    assert (made.name, made.is_published, made.sets.count()) == ("Bản hai", False, 1)


@pytest.mark.parametrize(("key", "status"), [("", 422), ("Có Dấu", 422), ("vn-ocop-148", 409)])
def test_a_bad_key_comes_back_beside_its_field(client: Client, law: Law, key: str, status: int) -> None:
    answer = post(client, law.editor, COPY, key=key, name="Bản hai")
    assert (answer.status_code, list(answer.context["form"].errors)) == (status, ["key"])
    assert answer.context["form"]["name"].value() == "Bản hai"
    assert Edition.objects.count() == 2


@pytest.mark.parametrize("kind", ["yaml", "xlsx"])
def test_the_export_goes_in_again_as_a_draft(client: Client, law: Law, draft: Edition, kind: str) -> None:
    content = export_edition_yaml(draft) if kind == "yaml" else export_edition_xlsx(draft)
    answer = post(client, law.editor, UPLOAD, upload=file(content, f"thu.{kind}"))
    assert (answer.status_code, answer.get("Location")) == (302, f"{DRAFT}kiem/")
    assert Edition.objects.get(key="ban-thu").is_published is False


def test_a_file_with_flaws_comes_back_with_each_and_its_line(client: Client, law: Law, draft: Edition) -> None:
    text = export_edition_yaml(draft).decode()
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("schema"))
    answer = post(client, law.editor, UPLOAD, upload=file(text.replace("ocop-criteria/1", "la/1").encode()))
    assert answer.status_code == 422
    seen(answer, "Tệp bộ tiêu chí có lỗi, chưa nạp.", f"dòng {line}: Tệp không phải bộ tiêu chí theo mẫu")


def test_a_bomb_of_aliases_and_no_file_are_refused(client: Client, law: Law) -> None:
    bomb = post(client, law.editor, UPLOAD, upload=file(b"a: &a [1]\nb: [*a, *a]\n"))
    assert bomb.status_code == 422
    seen(bomb, "dòng 2: Tệp dùng tham chiếu YAML")
    assert post(client, law.editor, UPLOAD).status_code == 422
    assert post(client, law.editor, UPLOAD, upload=file(b"\x00\xff")).status_code == 422
    assert Edition.objects.count() == 2


def test_a_published_edition_is_never_replaced(client: Client, law: Law) -> None:
    changed = export_edition_yaml(law.new) + b"\n# sua\n"
    answer = post(client, law.editor, UPLOAD, upload=file(changed))
    assert answer.status_code == 409
    seen(answer, "Văn bản đã ban hành thì không sửa được.")


def test_checks_tell_what_the_file_declares_itself(client: Client, law: Law, draft: Edition) -> None:
    seen(get(client, law.editor, f"{DRAFT}kiem/"), "Không có lỗi nào ngăn việc ban hành.")


def test_publishing_asks_first_and_is_for_good(client: Client, law: Law, draft: Edition) -> None:
    seen(get(client, law.editor, f"{DRAFT}ban-hanh/"), "không sửa, không rút lại được")
    assert not Edition.objects.get(pk=draft.pk).is_published
    assert post(client, law.editor, f"{DRAFT}ban-hanh/")["Location"] == DRAFT
    assert Edition.objects.get(pk=draft.pk).is_published
    assert post(client, law.editor, f"{DRAFT}ban-hanh/").status_code == 409


def fields(line: Criterion, **more: str) -> dict[str, str]:
    """Every field of the wording form, empty but for `more`."""
    names = [f"option_{one.key_in_criterion}" for one in line.options.all()]
    return dict.fromkeys(["name", *names], "") | more


def test_official_words_stand_over_ours_and_change_no_id_or_points(client: Client, law: Law) -> None:
    line = Criterion.objects.get(product_set=law.tea, key="2.3")
    before = list(Option.objects.filter(criterion=line).values_list("pk", "no", "points", "words"))
    answer = post(client, law.editor, WORDS, **fields(line, option_2="Nhãn in đúng (ví dụ)", source="Công báo 615"))
    assert (answer.status_code, answer["Location"]) == (302, f"{NEW}bo/s11/#criterion-2-3")
    assert OfficialWording.objects.get().option == line.options.get(no=2)
    assert list(Option.objects.filter(criterion=line).values_list("pk", "no", "points", "words")) == before
    seen(get(client, law.office, f"{NEW}bo/s11/"), "Nhãn in đúng (ví dụ)", "Lời văn lấy từ: Công báo 615")
    post(client, law.editor, WORDS, **fields(line, source="Công báo 615"))
    assert not OfficialWording.objects.exists()


def test_words_without_their_source_come_back(client: Client, law: Law) -> None:
    line = Criterion.objects.get(product_set=law.tea, key="2.3")
    answer = post(client, law.editor, WORDS, **fields(line, name="Tên in"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["source"])
    assert answer.context["form"]["name"].value() == "Tên in"
    assert not OfficialWording.objects.exists()


def test_a_province_writes_its_words_for_itself(client: Client, law: Law) -> None:
    line = Criterion.objects.get(product_set=law.tea, key="2.3")
    post(client, law.office, WORDS, **fields(line, name="Tên ở tỉnh", source="Bản ký"))
    assert OfficialWording.objects.get().scope_unit == law.tea_unit
    assert get(client, law.stranger, WORDS).status_code == 404


def test_words_go_into_a_draft_itself(client: Client, law: Law, draft: Edition) -> None:
    line = Criterion.objects.get(product_set__edition=draft, key="2.3")
    address = f"{DRAFT}bo/s11/loi-van/2.3/"
    held: dict[str, Any] = get(client, law.editor, address).context["form"].initial
    assert post(client, law.editor, address, **{**held, "option_1": "Nhãn mới (ví dụ)"}).status_code == 302
    assert line.options.get(no=1).words == "Nhãn mới (ví dụ)"
    assert "Nhãn mới (ví dụ)".encode() in export_edition_yaml(Edition.objects.get(pk=draft.pk))
    empty = post(client, law.editor, address, **{**held, "option_1": ""})
    assert empty.status_code == 422


def test_a_province_writes_help_and_months_beside_a_criterion(client: Client, law: Law) -> None:
    answer = post(client, law.office, HELP, words="Hỏi chi cục.", words_en="", months_1="", months_2="5", months_3="")
    assert (answer.status_code, answer["Location"]) == (302, f"{NEW}bo/s11/#criterion-2-3")
    assert CriterionHelp.objects.get().words == "Hỏi chi cục."
    assert OptionWeight.objects.get().months == 5
    form = get(client, law.office, HELP).context["form"]
    assert (form["words"].value(), form["months_2"].value()) == ("Hỏi chi cục.", 5)
    post(client, law.office, HELP, words="", words_en="", months_2="")
    assert (CriterionHelp.objects.count(), OptionWeight.objects.count()) == (0, 0)


def test_months_out_of_range_come_back_and_nothing_is_written(client: Client, law: Law) -> None:
    answer = post(client, law.office, HELP, words="Hỏi chi cục.", months_2="121")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["months_2"])
    assert "Hỏi chi cục." in words(answer)
    assert not CriterionHelp.objects.exists()


def test_help_is_for_province_officers(client: Client, law: Law) -> None:
    for who in (law.editor, law.stranger):
        assert (get(client, who, HELP).status_code, post(client, who, HELP, words="x").status_code) == (404, 404)
    assert get(client, law.office, f"{NEW}bo/s11/tro-giup/9.z/").status_code == 404
