"""What stands in the rooms, found by name: for drawings and for the house's own tests."""

import importlib.util
from importlib import import_module

from django.apps import apps

from ocop.core.flow import Flow


def flows() -> list[tuple[str, Flow]]:
    """Every Flow of every room's `flow` module with its address (`ocop.dossiers.flow.FLOW`), in order of rooms."""
    found = []
    for config in apps.get_app_configs():
        name = f"{config.name}.flow"
        if not config.name.startswith("ocop.") or config.name == "ocop.core" or not importlib.util.find_spec(name):
            continue
        for key, value in vars(import_module(name)).items():
            if isinstance(value, Flow):
                found.append((f"{name}.{key}", value))
    return found
