"""The signed code on the certificate's paper: what it says, its signature, its digits (ecosystem.md (c) 3-4).

Bytes: format 1, key 1, province 2, serial 4, stars and flags 1, issue day 2, last valid day 2 (days since 1/1/2020),
length of the name 1, the product's name in UTF-8 cut on a letter, signature 64 (ECDSA P-256, raw r and s) over all
before it. Digits are `int(01 || bytes)`: a numeric QR segment. The name is inside, since otherwise a code moved to
another product would still verify. The live page alone knows about revocation.
"""

import dataclasses
import datetime as dt
import functools
import os
import struct
import unicodedata
import uuid
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max

from ocop.core.dates import today
from ocop.recognition.models import Certificate, SigningKey

FORMAT = 1
EPOCH = dt.date(2020, 1, 1)
NAME_BYTES = 40
# Measured: below this side cheap cameras misread (ecosystem.md (c)).
LEAST_SIDE_MM = 25
_HEAD = struct.Struct(">BBHIBHHB")
_HALF = 32
_SIGNATURE = 2 * _HALF
_STARS = 0x0F
_ALGORITHM = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclasses.dataclass(frozen=True)
class Payload:
    """What a signed code says; `province` is the authority's code as a number, 0 for the nation."""

    key: int
    province: int
    serial: int
    stars: int
    issued_on: dt.date
    valid_to: dt.date
    name: str

    def to_bytes(self) -> bytes:
        """The signed bytes. Raises ValueError for a day before 2020 or a figure that has no room."""
        name = cut_name(self.name)
        days = [(day - EPOCH).days for day in (self.issued_on, self.valid_to)]
        try:
            head = _HEAD.pack(FORMAT, self.key, self.province, self.serial, self.stars & _STARS, *days, len(name))
        except struct.error as error:
            raise ValueError(str(error)) from error
        return head + name


def cut_name(name: str) -> bytes:
    """The name in at most 40 bytes of UTF-8, never cut inside a letter or between a letter and its mark."""
    text = unicodedata.normalize("NFC", name)
    while len(text.encode()) > NAME_BYTES:
        text = text[:-1]
        while text and len(text) < len(name) and unicodedata.combining(unicodedata.normalize("NFC", name)[len(text)]):
            text = text[:-1]
    return text.encode()


def payload_of(certificate: Certificate, *, key: int) -> Payload:
    """What the code of a certificate says (its recognition and decision's authority are read)."""
    recognition = certificate.recognition
    code = recognition.decision.authority.code
    return Payload(
        key=key,
        province=int(code) if code.isdigit() else 0,
        serial=certificate.serial,
        stars=recognition.stars,
        issued_on=certificate.issued_on,
        valid_to=certificate.valid_to,
        name=recognition.product_name,
    )


def sign(certificate: Certificate) -> str:
    """The digits of a certificate's code; the same each time, so that reprints are identical.

    Raises ValueError for a certificate issued before 2020, which the format has no room for.
    """
    return seal(payload_of(certificate, key=current_key().number), private_key())


def seal(payload: Payload, key: ec.EllipticCurvePrivateKey) -> str:
    """Sign a payload and write it as digits."""
    said = payload.to_bytes()
    r, s = decode_dss_signature(key.sign(said, _ALGORITHM))
    raw = said + r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
    return str(int.from_bytes(b"\x01" + raw, "big"))


def read(digits: str) -> Payload | None:
    """What a scanned code says if one of our keys signed it, in its time; None for anything else. One query."""
    raw = bytes_of(digits)
    payload = parse(raw) if raw else None
    if raw is None or payload is None:
        return None
    row = SigningKey.objects.filter(number=payload.key).first()
    if row is None or not _in_time(row, payload.issued_on) or not verifies(raw, row.public_pem):
        return None
    return payload


def bytes_of(digits: str) -> bytes | None:
    """The bytes behind the digits; None where it is no such number."""
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 400):
        return None
    number = int(digits)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return raw[1:] if raw[:1] == b"\x01" else None


def parse(raw: bytes) -> Payload | None:
    """Take the bytes apart, without trusting them; None where they do not fit the format."""
    if len(raw) < _HEAD.size + _SIGNATURE:
        return None
    form, key, province, serial, stars, issued, valid, length = _HEAD.unpack_from(raw)
    if form != FORMAT or len(raw) != _HEAD.size + length + _SIGNATURE:
        return None
    try:
        name = raw[_HEAD.size : _HEAD.size + length].decode()
    except UnicodeDecodeError:
        return None
    first, last = (EPOCH + dt.timedelta(days=count) for count in (issued, valid))
    return Payload(key, province, serial, stars & _STARS, issued_on=first, valid_to=last, name=name)


def verifies(raw: bytes, public_pem: str) -> bool:
    """Whether the signature at the end was made over all before it with this key."""
    said, mark = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
    public = _public(public_pem)
    if public is None:
        return False
    pair = encode_dss_signature(int.from_bytes(mark[:_HALF], "big"), int.from_bytes(mark[_HALF:], "big"))
    try:
        public.verify(pair, said, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


@functools.lru_cache(maxsize=32)
def _public(pem: str) -> ec.EllipticCurvePublicKey | None:
    """A public key from its text, taken apart once per process."""
    key = load_pem_public_key(pem.encode())
    return key if isinstance(key, ec.EllipticCurvePublicKey) else None


def _in_time(row: SigningKey, day: dt.date) -> bool:
    """A key that was given up signs nothing issued after its end."""
    return row.valid_to is None or day <= row.valid_to


def private_key() -> ec.EllipticCurvePrivateKey:
    """The private key: PEM in `OCOP_QR_KEY`, else the file `qr_key.pem` in `VAR_DIR`, made on first use.

    It lies outside the database and belongs into the backup, apart from it.
    """
    given = os.environ.get("OCOP_QR_KEY", "")
    pem = given.encode() if given else _key_file().read_bytes()
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("OCOP_QR_KEY is no key on P-256")
    return key


def _key_file() -> Path:
    """The key file; two processes that start at once end up with one key."""
    path = Path(settings.VAR_DIR) / "qr_key.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{path.name}.{uuid.uuid4().hex}")
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        )
        handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path


def current_key() -> SigningKey:
    """The public row of the private key; written on first use (`issuing` does so, that a GET need not)."""
    pem = private_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    row = SigningKey.objects.filter(public_pem=pem).first()
    while row is None:
        number = (SigningKey.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                row = SigningKey.objects.create(number=number, public_pem=pem, valid_from=today())
        except IntegrityError:
            row = SigningKey.objects.filter(public_pem=pem).first()
    return row
