"""A rulebook as a YAML file: read with its limits and its lines, so that every finding can say where.

Aliases, duplicate keys, deep nesting and great size are refused while the text is read, before anything is built.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

import yaml

from ocop.rulebooks.rules import shelf
from ocop.rulebooks.rules.checking import Flaw
from ocop.rulebooks.rules.reading import nfc

# The greatest edition we know has 170 kB; a file of this size is no rulebook.
MOST_BYTES = 4 * 1024 * 1024
MOST_DEPTH = 40
MOST_NODES = 400_000
# After so many the reader has seen enough.
MOST_FLAWS = 200

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
Path = tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Source:
    """What a file holds, where each thing stands ("line 12", "Blocks!C7" as a pair sheet and cell), what is wrong."""

    data: dict[str, Any]
    places: Mapping[Path, str] = dataclasses.field(default_factory=dict)
    flaws: tuple[Flaw, ...] = ()
    text: bytes = b""


@dataclasses.dataclass
class _Level:
    """An open mapping or list while the events pass by."""

    path: Path
    mapping: bool
    keys: set[str] = dataclasses.field(default_factory=set)
    key: str | None = None
    count: int = 0


class _Walk:
    """One pass over the events of a text: lines by path, and what must not be there."""

    def __init__(self) -> None:
        self.places: dict[Path, str] = {}
        self.flaws: list[Flaw] = []
        self.levels: list[_Level] = []
        self.nodes = 0

    def see(self, event: Any) -> bool:
        """Take one event; False to stop."""
        if isinstance(event, yaml.AliasEvent):
            return self._stop("alias", event, str(event.anchor))
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            path = self._place(event)
            self.levels.append(_Level(path, isinstance(event, yaml.MappingStartEvent)))
            if len(self.levels) > MOST_DEPTH:
                return self._stop("too-deep", event, str(MOST_DEPTH))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.levels.pop()
        return self._counted(event)

    def _scalar(self, event: Any) -> bool:
        level = self.levels[-1] if self.levels else None
        if level is None or not level.mapping or level.key is not None:
            path = self._place(event)
            # A list's entries are found by their id too: `sets` is a list.
            if path and path[-1] == "id" and len(self.levels) > 1:
                self.places.setdefault((*path[:-2], f"id:{nfc(event.value)}"), self._line(event))
                self._twice(path, event)
            return self._counted(event)
        level.key = nfc(event.value)
        if level.key in level.keys:
            self.flaws.append(Flaw("duplicate-key", ".".join((*level.path, level.key)), self._line(event)))
        level.keys.add(level.key)
        self.places.setdefault((*level.path, level.key), self._line(event))
        return self._counted(event)

    def _twice(self, path: Path, event: Any) -> None:
        owner = self.levels[-2]
        if not owner.mapping:
            name = nfc(event.value)
            if name in owner.keys:
                self.flaws.append(Flaw("duplicate-key", ".".join((*path[:-2], name)), self._line(event)))
            owner.keys.add(name)

    def _place(self, event: Any) -> Path:
        """The path of a node that begins, remembered with its line."""
        if not self.levels:
            return ()
        level = self.levels[-1]
        if level.mapping:
            path = (*level.path, level.key or "")
            level.key = None
        else:
            path = (*level.path, str(level.count))
            level.count += 1
        self.places.setdefault(path, self._line(event))
        return path

    def _counted(self, event: Any) -> bool:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            return self._stop("too-many", event, str(MOST_NODES))
        return len(self.flaws) < MOST_FLAWS

    def _stop(self, code: str, event: Any, found: str) -> bool:
        self.flaws.append(Flaw(code, self._line(event), found))
        return False

    @staticmethod
    def _line(event: Any) -> str:
        return str(event.start_mark.line + 1)


def read_yaml(content: bytes) -> Source:
    """Read a text. Its flaws are those of the text itself; what it says is checked by `checking.check`.

    With a flaw that makes the text no rulebook (aliases, depth, size, broken YAML) nothing is built from it.
    """
    if len(content) > MOST_BYTES:
        return Source({}, flaws=(Flaw("too-large", "", str(MOST_BYTES // 1024 // 1024)),))
    walk = _Walk()
    try:
        for event in yaml.parse(content, Loader=_Loader):
            if not walk.see(event):
                break
        if walk.flaws:
            return Source({}, walk.places, tuple(walk.flaws))
        return Source(shelf.parse(content), walk.places, (), content)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Source({}, walk.places, (Flaw("yaml", str(mark.line + 1) if mark else "", str(error.problem or "")),))
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        return Source({}, walk.places, (Flaw("yaml", "", str(error)[:200]),))


class _Plain(_Dumper):  # type: ignore[misc, valid-type]  # the class is chosen at run time: C where it is built
    """Writes everything out: what is used twice is written twice, since a text with aliases is not read."""

    def ignore_aliases(self, data: Any) -> bool:
        """No alias is ever written."""
        return True


def dump(data: Any) -> bytes:
    """Content as the text of a file that `read_yaml` takes."""
    text: str = yaml.dump(data, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=160)
    return text.encode()


def place_of(flaw: Flaw, places: Mapping[Path, str]) -> str:
    """Where a finding stands in the file: a line, or a cell; empty where the file does not say.

    `where` of a flaw is a block, a key, or a set with a code or a section; the nearest thing with a place is taken.
    """
    if flaw.code == "duplicate-key":
        return flaw.found
    if flaw.where.isdigit():
        return flaw.where
    head, _, rest = flaw.where.partition(" ")
    code = rest.split(" ")[-1] if rest else ""
    tries: list[Path] = [("sets", f"id:{head}", code), ("blocks", head), ("gates", head), ("pairs", head)]
    tries += [tuple(flaw.where.split(".")), ("sets", f"id:{head}"), ("edition", head)]
    return next((places[one] for one in tries if one in places), "")


def with_codes(source: Source) -> Mapping[Path, str]:
    """The places, with those of each printed code below the id of its set."""
    found = dict(source.places)
    sets = [entry.get("id") if isinstance(entry, dict) else "" for entry in source.data.get("sets") or ()]
    for path, line in source.places.items():
        if len(path) == 7 and path[0] == "sets" and path[5] == "use" and path[1].isdigit():
            found.setdefault(("sets", f"id:{sets[int(path[1])]}", path[6]), line)
    return found
