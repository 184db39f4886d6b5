"""Settings of the bare references: those of the product without middleware and with three addresses."""

from config.settings import *  # noqa: F403 - the same database, cache and time zone as the product

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.bench.bare"
