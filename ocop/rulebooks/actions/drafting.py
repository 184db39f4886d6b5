"""Verbs on drafts: copy an edition, upload one, paste official wording over ours. A published edition never changes."""

import copy
import re
from pathlib import Path
from typing import IO, Any, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.core import audit
from ocop.core.actor import Actor
from ocop.core.names import nfc
from ocop.core.refusal import Refusal
from ocop.rulebooks import laying, sourcing
from ocop.rulebooks.actions.loading import check_editor, lay_source
from ocop.rulebooks.models import Criterion, Edition, Option, frozen
from ocop.rulebooks.queries import data_of
from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.checking import option_lists
from ocop.rulebooks.rules.sources import dump, read_yaml

_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 500


def copy_edition(*, edition: Edition, key: str, name: str = "", by: Actor) -> Edition:
    """A draft with the content of an edition under a key of its own; what differs is then the editor's work.

    Refuses other people and a key that is taken or not made of small letters, digits and hyphens.
    """
    check_editor(by)
    if not _KEY.fullmatch(key) or len(key) > 60:
        raise Refusal("edition-key", _("Mã văn bản chỉ gồm chữ thường không dấu, chữ số và gạch nối, tối đa 60 ký tự."))
    if Edition.objects.filter(key=key).exists():
        raise Refusal("edition-key-taken", _("Mã văn bản này đã có. Hãy chọn mã khác."), kind="conflict")
    data = copy.deepcopy(dict(data_of(edition)))
    data["edition"] = {**data["edition"], "id": key, "copied_from": edition.key}
    if name:
        data["edition"]["vi"] = nfc(name)
    return lay_source(sourcing.sound(read_yaml(dump(data)), key), verb="copy_edition", by=by)


def upload_edition(*, path: Path | None = None, upload: IO[bytes] | Any = None, by: Actor) -> Edition:
    """A draft from a YAML or Excel file; one with the same id takes the place of the draft that stood there.

    Refuses other people, a file with findings (each with its line or cell; nothing is loaded) and the id of a
    published edition (`conflict`).
    """
    check_editor(by)
    source = sourcing.read_path(path) if path is not None else sourcing.read_upload(upload)
    found = Edition.objects.filter(key=source.data["edition"]["id"]).first()
    if found is not None and found.is_published:
        raise frozen()
    return lay_source(source, verb="upload_edition", by=by)


def amend_wording(
    *, edition: Edition, block: str, option: str = "", words: str, words_en: str = "", by: Actor
) -> Edition:
    """Put other words over a criterion (`option` empty) or one of its options, in every set of a draft that has this
    block; ids and points stay.

    Refuses other people, a published edition (its wording lies beside it: `write_official_wording`), a block or option
    the draft does not have, and words that are empty or too long.
    """
    check_editor(by)
    words = _sound_words(words)
    with transaction.atomic():
        held = Edition.objects.select_for_update().get(pk=edition.pk)
        held.refuse_published()
        data = copy.deepcopy(dict(data_of(held)))
        _reword(data, block, option, words=words, words_en=words_en)
        content = dump(data)
        if option:
            rows = Option.objects.filter(criterion__product_set__edition=held, criterion__block=block)
            marks = {"branch": ord(option[0]) - ord("a") + 1 if option[0].isalpha() else 0}
            rows.filter(**marks, no=int(option.lstrip("abcdefghij"))).update(
                words=words, **_english(words_en, "words_en")
            )
        else:
            criteria = Criterion.objects.filter(product_set__edition=held, block=block)
            criteria.update(name=words, **_english(words_en, "name_en"))
        held.checksum = shelf.checksum(content)
        held.save()
        laying.keep_text(held, content.decode())
        audit.record("amend_wording", held, by=by, body={"block": block, "option": option, "words": words})
    return held


def _english(words_en: str, field: str) -> dict[str, str]:
    return {field: words_en} if words_en else {}


def _sound_words(words: str) -> str:
    words = nfc(words).strip()
    if not words or len(words) > _LONGEST:
        raise Refusal("wording-length", _("Hãy nhập lời văn, tối đa 500 ký tự."))
    return words


def _reword(data: dict[str, Any], block: str, option: str, /, **said: str) -> None:
    """Change the words in the file's content. Refuses a block or option that is not there."""
    found = data["blocks"].get(block) if isinstance(data.get("blocks"), dict) else None
    entry = found if found is not None and not option else _option_of(found, option) if found is not None else None
    if entry is None:
        raise Refusal("wording-of-nothing", _("Văn bản không có tiêu chí hoặc mức này. Hãy chọn lại."))
    entry["vi"] = said["words"]
    if said["words_en"]:
        entry["en"] = said["words_en"]


def _option_of(block: dict[str, Any], option: str) -> dict[str, Any] | None:
    lists = option_lists(block)
    letters = "abcdefghij" if block["kind"] == "branch" else ""
    for letter, options in zip(letters or [""], lists, strict=False):
        for no, entry in enumerate(options, 1):
            if f"{letter}{no}" == option:
                return cast("dict[str, Any]", entry)
    return None
