"""The signed code: what it says comes back, and nothing else is believed."""

import datetime as dt

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from ocop.recognition.codes import number_key, plain, read_code
from ocop.recognition.enums import NotFound
from ocop.recognition.models import Certificate, SigningKey
from ocop.recognition.queries import check
from ocop.recognition.signedqr import (
    EPOCH,
    NAME_BYTES,
    Payload,
    bytes_of,
    current_key,
    cut_name,
    parse,
    private_key,
    read,
    seal,
    sign,
)
from tests.factories.recognition import Scene, certificate

DAY = dt.date(2026, 6, 15)


def digits_of(raw: bytes) -> str:
    return str(int.from_bytes(b"\x01" + raw, "big"))


def test_a_code_says_what_the_certificate_says_and_two_signings_are_equal(scene: Scene) -> None:
    made = certificate(scene, issued_on=DAY, name="Chè shan tuyết")
    digits = sign(made)
    assert digits == sign(made)
    assert read(digits) == Payload(key=1, province=19, serial=made.serial, stars=4, issued_on=DAY,
                                   valid_to=made.valid_to, name="Chè shan tuyết")
    answer = check(digits, DAY)
    assert (answer.kind, answer.certificate, answer.stars) == ("signed", made, 4)


def test_every_flipped_byte_is_refused(scene: Scene) -> None:
    raw = bytes_of(sign(certificate(scene)))
    assert raw is not None
    for place in range(len(raw)):
        wrong = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert read(digits_of(wrong)) is None, place


@pytest.mark.django_db
def test_what_is_no_code_is_refused() -> None:
    for digits in ("", "0", "1", "12a", "²" * 200, "9" * 200, "9" * 500, "1" * 4000):
        assert read(digits) is None


def test_a_code_cut_short_or_made_longer_is_refused(scene: Scene) -> None:
    raw = bytes_of(sign(certificate(scene)))
    assert raw is not None
    assert [read(digits_of(raw[:-1])), read(digits_of(raw + b"\x00")), read(sign_text(raw)[:-1])] == [None] * 3


def sign_text(raw: bytes) -> str:
    return digits_of(raw)


def test_another_key_is_not_believed_even_under_our_number(scene: Scene) -> None:
    made = certificate(scene)
    own = read(sign(made))
    assert own is not None
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert read(seal(own, stranger)) is None
    assert check(seal(own, stranger), DAY).why == NotFound.MISTYPED


def test_two_keys_live_beside_each_other_and_an_ended_one_signs_nothing_new(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = certificate(scene, issued_on=DAY)
    before = sign(made)
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    monkeypatch.setenv("OCOP_QR_KEY", pem.decode())
    after = sign(made)
    old, new = read(before), read(after)
    assert old is not None
    assert new is not None
    assert (old.key, new.key, old.serial) == (1, 2, new.serial)
    SigningKey.objects.filter(number=1).update(valid_to=DAY - dt.timedelta(days=1))
    assert (read(before), read(after)) == (None, new)


def test_a_true_code_of_a_certificate_that_is_not_here_is_outside(scene: Scene) -> None:
    made = certificate(scene)
    digits = sign(made)
    Certificate.objects.filter(pk=made.pk).update(serial=999)
    answer = check(digits, DAY)
    assert (answer.why, answer.found) == (NotFound.OUTSIDE, False)
    assert answer.signed is not None


def test_the_ministrys_code_has_province_0(scene: Scene) -> None:
    made = certificate(scene, authority=scene.nation, stars=5)
    said = read(sign(made))
    assert said is not None
    assert said.province == 0
    assert check(sign(made), DAY).certificate == made


def test_a_certificate_before_2020_has_no_signed_code(scene: Scene) -> None:
    made = certificate(scene, issued_on=dt.date(2019, 12, 23))
    with pytest.raises(ValueError, match=r".+"):
        sign(made)


@pytest.mark.django_db
def test_the_private_key_is_made_once_and_only_its_owner_reads_it(settings: object) -> None:
    first = current_key()
    assert (current_key(), first.number, SigningKey.objects.count()) == (first, 1, 1)
    path = settings.VAR_DIR / "qr_key.pem"  # type: ignore[attr-defined]  # pytest-django's settings wrapper
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir() if "qr_key" in one.name] == ["qr_key.pem"]


@given(st.text(max_size=80))
def test_a_name_is_cut_on_a_letter(name: str) -> None:
    cut = cut_name(name)
    assert len(cut) <= NAME_BYTES
    assert cut.decode() == cut_name(cut.decode()).decode()


def test_a_mark_is_never_parted_from_its_letter() -> None:
    name = "a" * 39 + "x\u0323\u0301"
    assert cut_name(name) == b"a" * 39
    assert cut_name("ế" * 20) == ("ế" * 13).encode()


@given(
    province=st.integers(0, 99), serial=st.integers(0, 2**32 - 1), stars=st.integers(1, 5),
    days=st.tuples(st.integers(0, 65535), st.integers(0, 65535)), name=st.text("aăâđ ộỷ", max_size=13),
)
def test_every_payload_comes_back_from_its_digits(
    province: int, serial: int, stars: int, days: tuple[int, int], name: str
) -> None:
    first, last = (EPOCH + dt.timedelta(days=count) for count in days)
    payload = Payload(3, province, serial, stars, issued_on=first, valid_to=last, name=name)
    raw = bytes_of(seal(payload, ec.derive_private_key(7, ec.SECP256R1())))
    assert raw is not None
    assert parse(raw) == payload


def test_the_key_in_the_environment_must_be_on_the_curve(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ec.generate_private_key(ec.SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    monkeypatch.setenv("OCOP_QR_KEY", other.decode())
    with pytest.raises(ValueError, match="P-256"):
        private_key()


@given(st.text(max_size=200))
def test_reading_a_code_never_fails_and_settles(text: str) -> None:
    typed = read_code(text)
    assert plain(plain(text)) == plain(text) or len(text) > 100 or not text.isascii()
    assert len(number_key(text)) <= 60
    assert typed.province_code == "" or len(typed.province_code) == 2
