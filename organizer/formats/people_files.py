"""People as files: CSV and XLSX, safe to open in a spreadsheet, to be imported again without loss."""

import csv
import io
from collections.abc import Iterable

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from organizer.domain.attendee_list import Row
from organizer.domain.exported_people import HEADER, export_rows, is_export
from organizer.domain.people import Person
from organizer.formats.text_tables import parse

EXPORT_MARK = ";"
BOM = b"\xef\xbb\xbf"
LONGEST_CELL = 32_767  # Excel's own limit, and what is read back of a cell
WIDEST_COLUMN = 40


def write_csv(people: Iterable[Person]) -> bytes:
    """People as CSV that spreadsheets open as it is: UTF-8 with its mark, semicolons."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=EXPORT_MARK).writerows(export_rows(people))
    return BOM + text.getvalue().encode()


def write_xlsx(people: Iterable[Person]) -> bytes:
    """People as a workbook of one sheet; every cell is text."""
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("People")
        head = workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADER) - 1, WIDEST_COLUMN / 2)
        for at, cells in enumerate(export_rows(people)):
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(at, column, cell[:LONGEST_CELL], head if at == 0 else None)
    return packed.getvalue()


def rows_of_export(content: bytes) -> tuple[Row, ...]:
    """The rows of a CSV that `write_csv` wrote, line breaks in cells kept; nothing for any other file."""
    text = content.removeprefix(BOM)
    if not text.startswith(_csv_line(HEADER[:3])):
        return ()
    rows = tuple(parse(text.decode("utf-8", errors="replace"), EXPORT_MARK))
    return rows if is_export(rows) else ()


def _csv_line(cells: Iterable[str]) -> bytes:
    return EXPORT_MARK.join(cells).encode()
