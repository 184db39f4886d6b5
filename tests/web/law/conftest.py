"""Two editions with the tea set alone, their map, and the people who read and look after the law."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ocop.accounts.enums import Role
from ocop.accounts.models import User
from ocop.core.actor import Actor
from ocop.places.enums import Level, UnitKind
from ocop.places.models import AdminUnit
from ocop.rulebooks.actions import copy_edition, load_edition, load_holidays
from ocop.rulebooks.models import Edition, ProductSet
from ocop.rulebooks.rules.shelf import DATA, shipped_data
from ocop.rulebooks.rules.sources import dump
from tests.factories.councils import make_province
from tests.people import LONG_AGO, officer, user

HERE = "/lam-viec/van-ban/"
NEW, OLD, DRAFT = f"{HERE}vn-ocop-26-2026/", f"{HERE}vn-ocop-148/", f"{HERE}ban-thu/"


@dataclasses.dataclass
class Law:
    """The editions, and who comes to read them."""

    new: Edition
    old: Edition
    tea: ProductSet
    office: Actor
    editor: Actor
    stranger: User
    tea_unit: AdminUnit


def tea_file(folder: Path, name: str) -> Path:
    """A shipped edition's file with the tea set alone."""
    data = shipped_data(DATA / f"{name}.yaml")
    tea = next(entry for entry in data["sets"] if entry["id"] == "s11")
    named = {name for sections in tea["parts"].values() for section in sections for name in section["use"].values()}
    used = named | {child for name in named for child in data["blocks"][name].get("children", {}).values()}
    path = folder / f"{name}.yaml"
    path.write_bytes(dump({**data, "sets": [tea], "blocks": {name: data["blocks"][name] for name in used}}))
    return path


@pytest.fixture
def law(db: None, tmp_path: Path) -> Law:
    nation = AdminUnit(level=Level.NATION, kind=UnitKind.NATION, code="0", name="Việt Nam", valid_from=LONG_AGO)
    nation.save()
    new, old = (load_edition(path=tea_file(tmp_path, name), publish=True)
                for name in ("vn-ocop-26-2026", "vn-ocop-148"))
    load_holidays(path=DATA / "holidays.yaml")
    province = make_province()
    return Law(new, old, ProductSet.objects.select_related("edition").get(edition=new),
               officer("Lê Thị Hòa (ví dụ)", Role.PROVINCE_OFFICER, province),
               officer("Người soạn (ví dụ)", Role.RULEBOOK_EDITOR, nation), user("Người lạ (ví dụ)"), province)


@pytest.fixture
def draft(law: Law) -> Edition:
    return copy_edition(edition=law.new, key="ban-thu", name="Bản sửa thử", by=law.editor)


def get(client: Client, who: Actor | User, address: str, **query: Any) -> Any:
    """A page as somebody opens it."""
    client.force_login(who.user if isinstance(who, Actor) else who)
    return client.get(address, query)


def post(client: Client, who: Actor | User, address: str, **data: Any) -> Any:
    """The answer to a form somebody sends."""
    client.force_login(who.user if isinstance(who, Actor) else who)
    return client.post(address, data)
