"""Settings of the bare references: those of the product without middleware, sign-in package and other addresses."""

from config.settings import *  # noqa: F403 - the same database, cache and time zone as the product
from config.settings import INSTALLED_APPS as _ALL

# allauth refuses to start without its middleware.
INSTALLED_APPS = [name for name in _ALL if not name.startswith("allauth")]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.bare"
