"""Looking for rubbish less often, while many rows are held on purpose."""

import contextlib
import gc
from collections.abc import Iterator

_USUAL = gc.get_threshold()
_SELDOM = 1000


@contextlib.contextmanager
def seldom_collected() -> Iterator[None]:
    """Within, Python hardly ever looks through everything alive for rings of dead objects.

    A register of 20,000 rows keeps half a million objects alive until it is written, and looking through them again
    and again took a third of the time of an import. What nothing points at goes at once, as ever.
    """
    gc.set_threshold(*_USUAL[:2], _SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*_USUAL)
