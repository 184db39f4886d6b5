"""The kind of a producer by how it is written; when two names are one says `ocop.registry.naming`."""

import re

from ocop.intake.reading.values import key
from ocop.registry.enums import ProducerKind
from ocop.registry.naming import producer_key, product_key

__all__ = ["kind_of", "producer_key", "product_key"]

UNKNOWN_KIND = "Chưa rõ loại hình"
_KINDS = (
    (ProducerKind.COOPERATIVE, r"htx|hop tac xa|lien hiep hop tac xa|lhhtx"),
    (ProducerKind.GROUP, r"tht|to hop tac|to san xuat|nhom ho"),
    (ProducerKind.ENTERPRISE, r"cong ty|cty|ct|doanh nghiep|dn|dntn|nha may|xi nghiep|tap doan|tong cong ty"),
    (ProducerKind.FARM, r"trang trai"),
    (ProducerKind.ASSOCIATION, r"hoi|hiep hoi"),
    (ProducerKind.CENTRE, r"trung tam|ban quan ly"),
    (ProducerKind.HOUSEHOLD, r"ho|hkd|co so|cs|nha hang|lo|ong|ba|anh|chi"),
)


def kind_of(told: str, name: str) -> tuple[str, bool]:
    """The kind of a producer by the column that tells it, else by its name; whether it had to be guessed.

    "" where the column says, as our own export does, that nobody knows it.
    """
    if key(told) == key(UNKNOWN_KIND):
        return "", False
    for text, guessed in ((key(told), False), (key(name), False)):
        for kind, words in _KINDS:
            if text and re.match(rf"(?:{words})(?![a-z0-9])", text):
                return kind, guessed
    return ProducerKind.HOUSEHOLD, True
