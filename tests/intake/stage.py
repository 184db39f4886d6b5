"""The ground of an import: the typed units, the law's editions, an officer of Thái Nguyên."""

import dataclasses
from pathlib import Path

import ocop.rulebooks as rulebook_data
from ocop.accounts.enums import Role
from ocop.core.actor import Actor, Grant
from ocop.core.dates import today
from ocop.intake.actions import apply_import, preview_import, read_file
from ocop.intake.models import ImportFile, ImportRow
from ocop.rulebooks.actions import load_file
from ocop.rulebooks.rules.shelf import shipped_data
from tests.factories.places import country, unit
from tests.people import officer

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
EDITIONS = Path(rulebook_data.__file__).resolve().parent / "data"


@dataclasses.dataclass
class Ground:
    """Who imports, and the system's own hand."""

    officer: Actor
    root: Actor

    def read(self, data: bytes, name: str = "ds.xlsx", by: Actor | None = None) -> ImportFile:
        """Read and preview a register."""
        actor = by or self.officer
        return preview_import(file=read_file(data=data, name=name, by=actor), by=actor)

    def bring(self, data: bytes, name: str = "ds.xlsx", by: Actor | None = None) -> ImportFile:
        """Read, preview and apply a register."""
        return apply_import(file=self.read(data, name, by), by=by or self.officer)


def lay_ground() -> Ground:
    """Units and editions loaded, people made."""
    country()
    for path in sorted(EDITIONS.glob("vn-ocop-*.yaml")):
        if shipped_data(path):
            load_file(path=path)
    return Ground(
        officer=officer("Lê Thị Hòa", Role.PROVINCE_OFFICER, unit("19", level="province")),
        root=Actor(user=None, today=today(), grants=(Grant(Role.ADMINISTRATOR, 0, "nation", None),)),
    )


def statuses(file: ImportFile) -> list[str]:
    """The status of every row in order."""
    return list(ImportRow.objects.filter(file=file).order_by("no").values_list("status", flat=True))


def messages(file: ImportFile) -> list[str]:
    """What is said of every row in order."""
    return list(ImportRow.objects.filter(file=file).order_by("no").values_list("message", flat=True))
