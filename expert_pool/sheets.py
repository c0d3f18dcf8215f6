"""Approved hours as files for paying: who, date, minutes, kind. Nothing of any letter."""

import csv
import io
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook

from expert_pool.models import WorkEntry

#: What a spreadsheet takes for a formula at the beginning of a cell (source: OWASP).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_KIND = "text/csv; charset=utf-8"


def as_xlsx(entries: Iterable[WorkEntry]) -> tuple[bytes, str]:
    """An Excel workbook of one sheet, and its content type."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 -- a new workbook has a sheet
    sheet.title = _("Hours")
    sheet.append(_heads())
    for entry in entries:
        sheet.append([plain(entry.expert.alias), entry.day, entry.minutes, _kind(entry)])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue(), XLSX_KIND


def as_csv(entries: Iterable[WorkEntry]) -> tuple[bytes, str]:
    """Semicolons and a byte order mark, as a Finnish spreadsheet expects; and its content type."""
    content = io.StringIO()
    writer = csv.writer(content, delimiter=";")
    writer.writerow(_heads())
    for entry in entries:
        day = date_format(entry.day, "j.n.Y")
        writer.writerow([plain(entry.expert.alias), day, entry.minutes, _kind(entry)])
    return content.getvalue().encode("utf-8-sig"), CSV_KIND


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _heads() -> list[str]:
    return [_("Who"), _("Date"), _("Minutes"), _("Kind")]


def _kind(entry: WorkEntry) -> str:
    return str(entry.get_kind_display())
