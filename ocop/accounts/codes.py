"""One-time codes handed over on paper or in a message: drawn, read as typed, kept as a digest only."""

import hashlib
import secrets

from ocop.core.pids import ALPHABET

LENGTH = 8
# What a person reads or types instead of the letter meant.
_LOOKALIKES = str.maketrans("OIL", "011")


def new_code() -> str:
    """Draw a code; 32^8 and a few tries leave no room for guessing."""
    return "".join(secrets.choice(ALPHABET) for _index in range(LENGTH))


def shown_code(code: str) -> str:
    """The code as it is written down: K7QM-2D9F."""
    return f"{code[:4]}-{code[4:]}"


def digest_of(owner: object, code: str) -> str:
    """What is kept of a code; bound to its owner, so that one code opens one door."""
    return hashlib.sha256(f"{owner}:{code}".encode()).hexdigest()


def fits(digest: str, owner: object, typed: str) -> bool:
    """Whether a typed code is the one kept: any case, spaces and hyphens allowed, O for 0, I or L for 1."""
    bare = "".join(typed.split()).replace("-", "").upper().translate(_LOOKALIKES)
    return secrets.compare_digest(digest, digest_of(owner, bare))
