"""Workbooks written by hand, as small and as hostile as a test needs them."""

import io
import struct
import zipfile
from collections.abc import Iterable, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def a_workbook(
    sheets: dict[str, Sequence[Sequence[str]]],
    *,
    hidden: Iterable[str] = (),
    merged: str = "",
    rows: str = "",
    prologue: str = "",
    extra: dict[str, bytes] | None = None,
) -> bytes:
    """An XLSX with these sheets; `rows` is raw XML put behind the rows of each sheet, `prologue` before its root."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types(len(sheets)))
        archive.writestr("_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")]))
        archive.writestr("xl/workbook.xml", _workbook(list(sheets), set(hidden)))
        targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
        archive.writestr("xl/_rels/workbook.xml.rels", _relationships(targets))
        for number, cells in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", prologue + _worksheet(cells, rows, merged))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


def with_lying_size(workbook: bytes, size: int, declared: int = 1000) -> bytes:
    """The same archive, declaring another size where it holds `size` bytes."""
    return workbook.replace(struct.pack("<I", size), struct.pack("<I", declared))


def _content_types(count: int) -> str:
    sheets = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{SHEET}.worksheet+xml"/>'
        for number in range(1, count + 1)
    )
    return (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET}.sheet.main+xml"/>{sheets}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _workbook(names: Sequence[str], hidden: set[str]) -> str:
    lines = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{" state=" * (name in hidden)}'
        f"{chr(34) + 'hidden' + chr(34) if name in hidden else ''}/>"
        for number, name in enumerate(names, start=1)
    )
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONSHIPS}"><sheets>{lines}</sheets></workbook>'


def _worksheet(cells: Sequence[Sequence[str]], rows: str, merged: str) -> str:
    lines = "".join(_row(number, row) for number, row in enumerate(cells, start=1))
    merges = f'<mergeCells><mergeCell ref="{merged}"/></mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}{rows}</sheetData>{merges}</worksheet>'


def _row(number: int, cells: Sequence[str]) -> str:
    return (
        f'<row r="{number}">{"".join(_cell(chr(65 + at) + str(number), text) for at, text in enumerate(cells))}</row>'
    )


def _cell(reference: str, text: str) -> str:
    """Text, or a number when it is digits only, or nothing."""
    if text.isdecimal():
        return f'<c r="{reference}"><v>{text}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""


def an_ods(rows: Sequence[Sequence[str]], *, attributes: str = "", mimetype: str = "spreadsheet") -> bytes:
    """An OpenDocument workbook of one sheet; `attributes` stand on its last row, such as a row repeated very often."""
    namespace = "urn:oasis:names:tc:opendocument:xmlns"
    lines = [
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        for row in rows
    ]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines[:-1])
    body += f"<table:table-row {attributes}>{lines[-1]}</table:table-row>" if lines else ""
    content = (
        f'<office:document-content xmlns:office="{namespace}:office:1.0" xmlns:table="{namespace}:table:1.0" '
        f'xmlns:text="{namespace}:text:1.0"><office:body><office:spreadsheet><table:table table:name="Gäste">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest/>")
    return packed.getvalue()
