"""Public ids: ten random letters of Crockford's base 32, the only id seen outside (model.md)."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
# What a person reads or types instead of the letter meant.
_LOOKALIKES = str.maketrans("OIL", "011")


def new_pid() -> str:
    """Draw a new public id; 32^10 leaves no room for guessing."""
    drawn = secrets.randbits(5 * LENGTH)
    return "".join([ALPHABET[drawn >> shift & 31] for shift in range(0, 5 * LENGTH, 5)])


def clean_pid(text: str) -> str | None:
    """Read a typed public id: any case, spaces and hyphens allowed, O for 0, I or L for 1; None if it is none."""
    bare = "".join(text.split()).replace("-", "").upper().translate(_LOOKALIKES)
    return bare if len(bare) == LENGTH and all(letter in ALPHABET for letter in bare) else None
