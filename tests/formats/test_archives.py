"""A zip with one list inside, and pages saved into one file."""

import io
import zipfile

import pytest

from organizer.domain.attendee_list import NotAListError
from organizer.domain.errors import OrganizerError
from organizer.formats import archives
from organizer.formats.archives import SeveralListsError, kind_of_archive
from organizer.formats.attendee_lists import read_attendee_list
from organizer.formats.fenced_sheets import BrokenFileError, FileTooLargeError, ProtectedFileError
from tests.formats.workbook_files import a_workbook

LIST = b"Name,E-Mail\nAnna Kurz,anna@example.org\n"


def a_zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "files",
    [
        {"list.csv": LIST},
        {"export/": b"", "export/list.csv": LIST, "__MACOSX/export/._list.csv": b"\x00", "export/.DS_Store": b"\x00"},
        {"logo.png": b"\x89PNG\r\n\x1a\n", "list": LIST},
        {"subscribed_x.csv": LIST, "unsubscribed_x.csv": LIST, "cleaned_x.csv": LIST},
        {"list.xlsx": a_workbook({"A": [["Name"], ["Anna Kurz"]]})},
        {"list.vcf": b"BEGIN:VCARD\nFN:Anna Kurz\nEND:VCARD\n"},
    ],
    ids=["alone", "folder", "picture", "newsletter", "workbook", "cards"],
)
def test_the_one_list_in_an_archive_is_read(files: dict[str, bytes]):
    assert [one.name.full for one in read_attendee_list(a_zip(files)).attendees] == ["Anna Kurz"]


def test_several_lists_are_named():
    with pytest.raises(SeveralListsError, match=r"one\.csv, two\.csv\. Unpack"):
        read_attendee_list(a_zip({"a/one.csv": LIST, "two.csv": LIST}))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (a_zip({}) and a_zip({"logo.png": b"\x89PNG"}), NotAListError),
        (a_zip({"word/document.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), NotAListError),
        (a_zip({"inner.zip": a_zip({"list.csv": LIST})}), NotAListError),
        (a_zip({"list.csv": LIST})[:-30], BrokenFileError),
        (a_zip({"zeros.csv": bytes(130 * 2**20)}), FileTooLargeError),
        (a_zip({"list.csv": LIST}).replace(b"\x14\x00\x00\x00\x08", b"\x14\x00\x01\x00\x08"), ProtectedFileError),
    ],
    ids=["no list", "a document", "a zip in a zip", "cut off", "a bomb", "a password"],
)
def test_other_archives_end_as_a_sentence(content: bytes, error: type[OrganizerError]):
    with pytest.raises(error):
        read_attendee_list(content)


def test_too_many_bytes_are_refused_unopened():
    with pytest.raises(FileTooLargeError):
        kind_of_archive(b"PK\x03\x04" + bytes(archives.MOST_BYTES))


def test_a_page_saved_into_one_file_is_read():
    page = (
        "From: <Saved by Blink>\r\nSubject: Gaeste\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<table><tr><th>Name</th><th>Firma</th></tr>"
        "<tr><td>Anna Wei=C3=9F</td><td>Acme</td></tr></table>\r\n--b--\r\n"
    )

    assert [(one.name.full, one.organisation) for one in read_attendee_list(page.encode()).attendees] == [
        ("Anna Weiß", "Acme")
    ]
    with pytest.raises(NotAListError):
        read_attendee_list(page.replace("Content-Type: text/html", "Content-Type: image/png").encode())


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_packed_in_an_unusual_way_ends_as_a_sentence(method: int):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("list.csv", "Name;Firma\nAnna Kurz;Acme\n")

    with pytest.raises(BrokenFileError):
        read_attendee_list(packed.getvalue())
