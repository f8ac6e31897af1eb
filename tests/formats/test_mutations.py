"""Lists of every format, damaged at random: each ends as rows or as a sentence, never as anything else."""

import io
import os
import random
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from organizer.domain.errors import OrganizerError
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.printed_lists import print_in
from organizer.formats.visiting_cards import cards_in
from organizer.formats.web_pages import page_in
from tests.formats.pdf_files import a_ruled_table
from tests.formats.test_archives import a_zip
from tests.formats.workbook_files import a_workbook, an_ods

IS_SOAK = bool(os.environ.get("SOAK"))
MUTATIONS = 1_200 if IS_SOAK else 120
FENCED_MUTATIONS = 300 if IS_SOAK else 4  # each starts a process of its own
SLOWEST = 3.0  # seconds of CPU, ours and the child's
ROWS = [
    ["Name", "E-Mail", "Firma", "Ort"],
    *([f"Weiß{at}, Anna", f"anna{at}@example.org", "Acme GmbH", "Gent"] for at in range(30)),
]
TABLE = "\n".join(";".join(row) for row in ROWS)
CARDS = "".join(
    f"BEGIN:VCARD\r\nVERSION:{version}\r\nN;ENCODING=QUOTED-PRINTABLE:M=C3=BCller{at};J=C3=\r\n=BCrgen;;;\r\n"
    f"FN:Jürgen Müller{at}\r\nitem1.EMAIL;type=pref:j{at}@example.org\r\nORG:Acme\\, Co;IT\r\nEND:VCARD\r\n"
    for at, version in enumerate(["2.1", "3.0", "4.0"] * 4)
)
PAGE = (
    '<!DOCTYPE html><meta charset="utf-8"><table><tr>'
    + "".join(f"<th>{cell}</th>" for cell in ROWS[0])
    + "</tr>"
    + "".join(f"<tr>{''.join(f'<td rowspan=1>{cell}</td>' for cell in row)}</tr>" for row in ROWS[1:])
    + "</table>"
)
PASTED = (
    "Hallo,\n\n"
    + "\n".join(f"* Anna Weiß{chr(97 + at)} – Leiterin, Acme GmbH, Gent" for at in range(24))
    + "\n\nViele Grüße\nBob\n"
)
HEADERS = (
    "An: "
    + "; ".join(f"Weiß, Anna <anna{at}@example.org>" for at in range(20))
    + '\nCc: "Lee, B" <b@example.org>,\n =?utf-8?q?J=C3=BC?= <j@example.org>\n'
)
PDF = a_ruled_table([[["Name", "Firma"], ["Kurz, Anna", "Acme"]], [["Name", "Firma"], ["Lee, Bob", "Nordwind"]]])
XLS = (Path(__file__).parent / "lists" / "five-rows.xls").read_bytes()

SAMPLES = {
    "table": TABLE.encode(),
    "cp1252": TABLE.encode("cp1252"),
    "utf-16": TABLE.encode("utf-16"),
    "pasted": PASTED.encode(),
    "headers": HEADERS.encode(),
    "zip": a_zip({"list.csv": TABLE.encode()}),
    "eml": b"From: anna@example.org\r\nSubject: list\r\n" + HEADERS.replace("An:", "To:").encode(),
    "mac": TABLE.replace("\n", "\r").encode("mac_roman"),
    "notes": TABLE.replace(";", " | ").replace("Ort\n", "Ort\n--- | --- | --- | ---\n", 1).encode(),
    "side by side": "\n".join(";".join(row[at] for row in ROWS) for at in range(4)).encode(),
}
ENTITIES = '<!DOCTYPE lolz [<!ENTITY lol0 "lol">' + "".join(
    f'<!ENTITY lol{at} "{f"&lol{at - 1};" * 10}">' for at in range(1, 10)
)
# What is made to hurt, and then damaged on top of it.
HOSTILE = {
    "far cell": a_workbook({"A": ROWS}, rows='<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "entities": a_workbook(
        {"A": ROWS}, prologue=f"{ENTITIES}]>", rows='<row r="40"><c r="A40"><v>&lol9;</v></c></row>'
    ),
    "bomb": a_workbook({"A": ROWS}, extra={"xl/media/image1.bin": bytes(10 * 2**20)}),
    "zip bomb": a_zip({"list.csv": b"a;" * 2**21}),
    "page of entities": f"{ENTITIES}]><html><table><tr><td>&lol9;</td></tr></table>".encode(),
    "endless rows": f'<table><tr><td rowspan="{10**9}" colspan="{10**9}">Name</td></tr></table>'.encode(),
}
PACKED = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}
FENCED = {
    "cards": CARDS.encode(),
    "page": PAGE.encode(),
    "pdf": PDF,
    "xlsx": a_workbook({"Gäste": ROWS}),
    "ods": an_ods(ROWS),
    "xls": XLS,
}


def test_a_thousand_damaged_files_are_read_and_ten_thousand_in_a_soak():
    """How many the tests below read: texts, cards and pages inside the fence, everything in a child, PDFs."""
    fenced = (len(FENCED) + len(HOSTILE) + len(PACKED)) * FENCED_MUTATIONS
    counted = (len(SAMPLES) + 2 + 1) * MUTATIONS + fenced

    assert counted >= (10_000 if IS_SOAK else 1_000)


def seeded(name: str) -> random.Random:
    return random.Random(name)  # noqa: S311 - damage, not a secret


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with some bytes flipped, a stretch cut out, doubled or swapped, or the end missing."""
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 3, 30])):
        at = chance.randrange(len(damaged))
        damaged[at] = chance.choice([damaged[at] ^ (1 << chance.randrange(8)), 0, 10, 34, 255, chance.randrange(256)])
    start, end = sorted(chance.randrange(len(damaged)) for _ in range(2))
    kind = chance.randrange(6)
    if kind == 1:
        del damaged[start:]
    elif kind == 2:
        del damaged[start : min(end, start + 200)]
    elif kind == 3:
        damaged[start:start] = damaged[start:end]
    elif kind == 4:
        damaged[start:start] = bytes([chance.randrange(256)]) * chance.choice([10, 5_000])
    return bytes(damaged)


def repacked(archive: bytes, part: str, chance: random.Random) -> bytes:
    """An archive whole in itself, one part of which is damaged."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.namelist():
            content = source.read(one)
            target.writestr(one, mutated(content, chance) if one == part else content)
    return packed.getvalue()


def ends_well(read: Callable[[bytes], object], content: bytes) -> float:
    """Read it; anything but a result or one of our sentences flies on. The seconds of CPU it took."""
    before = cpu_seconds()
    with suppress(OrganizerError):
        read(content)
    return cpu_seconds() - before


def cpu_seconds() -> float:
    """What this process and its children have worked; others on the same machine do not count."""
    return sum(os.times()[:4])


@pytest.mark.parametrize("name", SAMPLES)
def test_damaged_texts_end_as_rows_or_as_a_sentence(name: str):
    chance = seeded(f"{name} 1")

    slowest = max(ends_well(read_attendee_list, mutated(SAMPLES[name], chance)) for _ in range(MUTATIONS))

    assert slowest < SLOWEST


@pytest.mark.parametrize(("name", "read"), [("cards", cards_in), ("page", page_in)])
def test_damaged_cards_and_pages_end_as_rows_or_as_a_sentence_inside_the_fence_too(
    name: str, read: Callable[[bytes], object]
):
    chance = seeded(f"{name} 2")

    slowest = max(ends_well(read, mutated(FENCED[name], chance)) for _ in range(MUTATIONS))

    assert slowest < SLOWEST


@pytest.mark.slow
@pytest.mark.parametrize("name", FENCED | HOSTILE)
def test_what_is_read_in_a_child_ends_as_rows_or_as_a_sentence(name: str):
    chance, content = seeded(f"{name} 3"), (FENCED | HOSTILE)[name]

    whole = ends_well(read_attendee_list, content)
    slowest = max(ends_well(read_attendee_list, mutated(content, chance)) for _ in range(FENCED_MUTATIONS))

    assert max(whole, slowest) < SLOWEST


@pytest.mark.slow
@pytest.mark.parametrize("name", PACKED)
def test_a_workbook_damaged_inside_its_archive_ends_as_rows_or_as_a_sentence(name: str):
    chance = seeded(f"{name} 4")

    damaged = (repacked(FENCED[name], PACKED[name], chance) for _ in range(FENCED_MUTATIONS))
    slowest = max(ends_well(read_attendee_list, content) for content in damaged)

    assert slowest < SLOWEST


@pytest.mark.slow
def test_no_damaged_pdf_takes_long():
    """Inside the fence an odd error of the library ends the child, which the parent tells as a sentence."""
    chance = seeded("pdf 2")

    for _ in range(MUTATIONS):
        before = cpu_seconds()
        with suppress(Exception):
            print_in(mutated(PDF, chance))
        assert cpu_seconds() - before < SLOWEST
