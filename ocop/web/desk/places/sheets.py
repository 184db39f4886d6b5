"""The place desk's lists as files: the table of units, and the rows behind a number."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from ocop.places.models import AdminUnit
from ocop.registry.models import Producer
from ocop.reports.byplace import LOST, MEASURES, Line, measure_words
from ocop.web.shared.exports import Column
from ocop.web.shared.lying import unit_words


@dataclasses.dataclass(frozen=True)
class Found:
    """One producer or product behind a number, with its unit on the map and its living stars."""

    row: Any
    on_map: AdminUnit | None
    stars: int | None

    @property
    def producer(self) -> Producer:
        """The producer itself, or the product's."""
        return self.row if isinstance(self.row, Producer) else self.row.producer


def table_columns(*, lost: bool) -> tuple[Column[Line], ...]:
    """The table of units as columns."""

    def read(key: str, *, of_lost: bool = False) -> Any:
        return lambda line: (line.lost if of_lost else line.counts)[key]

    return (
        Column(_("Đơn vị"), lambda line: line.name, width=34),
        Column(_("Thuộc"), lambda line: line.above, width=34),
        Column(_("Mã đơn vị"), lambda line: line.unit.code if line.unit else "", width=10, text=True),
        *(Column(measure_words(key), read(key), width=12) for key in MEASURES),
        *(Column(words, read(key, of_lost=True), width=14) for key, words in LOST.items() if lost),
    )


ROWS: tuple[Column[Found], ...] = (
    Column(_("Tên"), lambda one: one.row.name, width=40),
    Column(_("Mã"), lambda one: one.row.pid, width=14, text=True),
    Column(_("Chủ thể"), lambda one: one.producer.name, width=36),
    Column(_("Nơi ghi trong hồ sơ"), lambda one: one.row.place_words, width=28),
    Column(_("Địa chỉ"), lambda one: one.row.detail, width=28),
    Column(_("Đơn vị theo địa giới đã chọn"), lambda one: unit_words(one.on_map), width=32),
    Column(_("Hạng sao còn hiệu lực"), lambda one: one.stars, width=12),
)
