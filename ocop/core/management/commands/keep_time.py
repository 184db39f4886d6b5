"""`keep_time`: beside the server, seal the audit trail each minute and run the day's work when none ran today."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from ocop.core.daily import due, run_daily
from ocop.core.seals import seal_entries

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Niêm phong nhật ký mỗi phút và chạy việc hằng ngày nếu hôm nay chưa chạy."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: stop.set())
        while True:
            self.turn()
            if stop.wait(60):
                return

    def turn(self) -> None:
        """One minute's work; what fails is logged and tried again the next minute."""
        close_old_connections()
        try:
            seal_entries()
            if due():
                run_daily()
        except Exception:
            # The clock must go on: a database away for a minute is no reason to stop counting days.
            logger.exception("the minute's work failed")
