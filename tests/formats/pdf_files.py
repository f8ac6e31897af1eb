"""PDFs written by hand: texts at places, rules between cells, in Helvetica."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text at a place, in points from the lower left corner of an A4 page."""

    x: float
    y: float
    text: str
    size: float = 10
    is_bold: bool = False


def a_pdf(pages: Sequence[Sequence[Text]], *, rules: Sequence[tuple[float, float, float, float]] = ()) -> bytes:
    """A PDF with these texts on its pages and the same rules (x0, y0, x1, y1) on each."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    ]
    for at, texts in enumerate(pages):
        drawn = b"\n".join([*map(_rule, rules), *map(_text, texts)])
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>" % (6 + 2 * at),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        ]
    return _file(objects)


def a_ruled_table(pages: Sequence[Sequence[Sequence[str]]], *, width: float = 120, height: float = 30) -> bytes:
    """A table with rules round every cell; lines of a cell stand below each other. All pages need equally many rows."""
    rows, columns = len(pages[0]), len(pages[0][0])
    right, bottom = 50 + columns * width, 780 - rows * height
    rules = [(50, 780 - at * height, right, 780 - at * height) for at in range(rows + 1)]
    rules += [(50 + at * width, bottom, 50 + at * width, 780) for at in range(columns + 1)]
    texts = [
        [
            Text(x=54 + column * width, y=768 - row * height - 11 * number, text=line, size=9)
            for row, cells in enumerate(page)
            for column, cell in enumerate(cells)
            for number, line in enumerate(cell.split("\n"))
        ]
        for page in pages
    ]
    return a_pdf(texts, rules=rules)


def _text(text: Text) -> bytes:
    shown = text.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    font = b"F2" if text.is_bold else b"F1"
    return b"BT /%s %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (font, text.size, text.x, text.y, shown)


def _rule(rule: tuple[float, float, float, float]) -> bytes:
    return b"%g %g m %g %g l S" % rule


def _file(objects: Sequence[bytes]) -> bytes:
    content, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    trailer = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (count, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (count, table, trailer)
