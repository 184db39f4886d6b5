"""Tax codes: their shapes, and how a household's personal number is kept.

An organisation's code (10 digits, or 10-3 for a branch) is public and stored as it is. A household's is the 12-digit
personal number: the column that must be unique holds a keyed hash of it (`h:…`), the number itself lies encrypted
beside it, and pages show a mask (product.md 8; Law 91/2025). The key comes from `OCOP_FIELD_KEY`, else from a file
made once in the data folder; whoever loses it loses the numbers, so it belongs into the backup.
"""

import base64
import dataclasses
import hashlib
import hmac
import os
import re

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from stdnum.vn import mst

from ocop.core.refusal import Refusal

HASHED = "h:"
_ORGANISATION = re.compile(r"\d{10}(-\d{3})?", re.ASCII)
_PERSONAL = re.compile(r"\d{12}", re.ASCII)
_BRANCH = re.compile(r"(\d{10})(\d{3})", re.ASCII)


@dataclasses.dataclass(frozen=True)
class StoredCode:
    """A tax code as the two columns hold it: what is unique, and the sealed number ("" for an organisation's)."""

    unique: str
    sealed: str = ""


def clean_tax_code(text: str) -> str:
    """A typed code without spaces and dots, a branch's with its hyphen; "" stays "". Refuses other shapes."""
    bare = re.sub(r"[\s.]", "", text)
    branch = _BRANCH.fullmatch(bare)
    if branch:
        bare = f"{branch[1]}-{branch[2]}"
    if bare and not _ORGANISATION.fullmatch(bare) and not _PERSONAL.fullmatch(bare):
        raise Refusal(
            "tax-code-shape",
            _("Mã số thuế phải có 10 chữ số, 10 chữ số và 3 số của đơn vị phụ thuộc, hoặc 12 số định danh cá nhân."),
        )
    return bare


def store_tax_code(text: str) -> StoredCode:
    """The code in the form the table keeps it. Refuses (`invalid`) a wrong shape."""
    code = clean_tax_code(text)
    if not _PERSONAL.fullmatch(code):
        return StoredCode(code)
    return StoredCode(HASHED + _keyed_hash(code), Fernet(_key()).encrypt(code.encode()).decode())


def open_tax_code(stored: StoredCode) -> str:
    """The code in full, for a form the producer signs. Raises ValueError when the key is not the one that sealed it."""
    if not stored.unique.startswith(HASHED):
        return stored.unique
    try:
        return Fernet(_key()).decrypt(stored.sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("the field key does not open this tax code") from error


def masked_tax_code(stored: StoredCode) -> str:
    """The code for a page: an organisation's in full, a person's as its last three digits."""
    if not stored.unique.startswith(HASHED):
        return stored.unique
    return f"•••••••••{open_tax_code(stored)[-3:]}"


def doubtful(stored: StoredCode) -> bool:
    """Whether an organisation's code fails its check digit (the tenth, weights 31 29 23 19 17 13 7 5 3, modulo 11).

    A hint to look at the paper again, never a ground to refuse: old codes may differ. A personal number has none.
    """
    if not stored.unique or stored.unique.startswith(HASHED):
        return False
    return bool(mst.calc_check_digit(stored.unique[:9]) != stored.unique[9])


def is_personal(text: str) -> bool:
    """Whether a text is the shape of a personal number (12 digits), spaces and dots aside."""
    return _PERSONAL.fullmatch(re.sub(r"[\s.]", "", text)) is not None


def _keyed_hash(code: str) -> str:
    """The same number gives the same hash here, and nobody without the key can try all numbers."""
    return hmac.new(_key(), b"tax-code:" + code.encode(), hashlib.sha256).hexdigest()


def _key() -> bytes:
    """The field key: 32 bytes in base 64, as Fernet wants it."""
    given = os.environ.get("OCOP_FIELD_KEY", "")
    if given:
        return given.encode()
    path = settings.VAR_DIR / "field_key"
    try:
        return bytes(path.read_bytes().strip())
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Two workers may come here at once: only one makes the file, both read it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes(path.read_bytes().strip())
    key = base64.urlsafe_b64encode(os.urandom(32))
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key
