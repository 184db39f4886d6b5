"""The reader of registers: bytes of a workbook or CSV in, product rows with their cells out. No database here."""

from ocop.intake.reading.book import Reading, ReadRow, SheetReading, read_register

__all__ = ["ReadRow", "Reading", "SheetReading", "read_register"]
