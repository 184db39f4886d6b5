"""`seal_audit`: seal what the trail has gained since the last seal."""

from typing import Any

from django.core.management.base import BaseCommand

from ocop.core.seals import seal_entries


class Command(BaseCommand):
    help = "Niêm phong các bút toán nhật ký chưa được niêm phong."

    def handle(self, *args: Any, **options: Any) -> None:
        seal = seal_entries()
        if seal:
            self.stdout.write(f"Đã niêm phong {seal.count} bút toán trong niêm phong số {seal.number}: {seal.root}")
        else:
            self.stdout.write("Không có bút toán nào chờ niêm phong.")
