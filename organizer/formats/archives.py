"""Archives: a zip with one list inside, and web pages that a browser saved into one file."""

import email
import io
import re
import zipfile
from collections.abc import Sequence
from email import policy
from enum import Enum, auto

from organizer.domain.attendee_list import NotAListError
from organizer.domain.errors import N_, OrganizerError
from organizer.domain.names import tidy
from organizer.formats.fenced_sheets import BrokenFileError, FileTooLargeError, ProtectedFileError
from organizer.formats.zip_damage import DAMAGE, LOCKED, is_usual

MOST_BYTES, MOST_UNPACKED, MOST_FILES = 20 * 2**20, 120 * 2**20, 2_000
FEW_NAMES, LONGEST_NAMES = 5, 120
SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
# What systems put beside the files somebody packed.
LITTER = re.compile(r"(?:.*/)?(?:__MACOSX/.*|\.[^/]*|Thumbs\.db|desktop\.ini)$|.*/$", re.IGNORECASE)
# What tells about the files, or is not anybody's list.
ABOUT = re.compile(
    r"(?:^|/)(?:read[ _-]?me|liesmich|lees[ _-]?mij|"
    r"licen[cs]e|lizenz|changelog|manifest|metadata|export[ _-]?info)[^/]*$",
    re.IGNORECASE,
)
# Networks and ticket shops pack everything they hold; one of the files lists the people.
OF_PEOPLE = re.compile(
    r"(?:^|/)(?:connections|contacts|all contacts|attendees?|participants?|registrations?|registrants?|guests?|"
    r"teilnehme\w*|deelnemers?\w*|gäste\w*)[^/]*\.(?:csv|tsv|txt|xlsx?|ods|vcf)$",
    re.IGNORECASE,
)
# Newsletter tools pack those who left into files of their own.
OF_THOSE_GONE = re.compile(r"(?:^|/)(?:unsubscribed|nonsubscribed|cleaned|bounced)[^/]*$", re.IGNORECASE)
DOCUMENT_PARTS = ("word/", "ppt/", "[Content_Types].xml", "Index/Document.iwa", "META-INF/container.xml")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
SAVED_PAGE = re.compile(r"\A(?:From|MIME-Version|Snapshot-Content-Location|Subject|Date|Content-Type):", re.IGNORECASE)


class SeveralListsError(OrganizerError):
    message = N_("This archive holds several files: %(names)s. Unpack it and choose the file that is the list.")


class Archive(Enum):
    """What a zip archive is."""

    WORKBOOK = auto()
    FOLDER = auto()


def kind_of_archive(content: bytes) -> Archive:
    """Whether a zip is a workbook or packed files.

    Raises NotAListError for documents, FileTooLargeError, BrokenFileError.
    """
    if len(content) > MOST_BYTES:
        raise FileTooLargeError(limit=f"{MOST_BYTES // 2**20} MB")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(name.startswith("xl/") for name in names):
                return Archive.WORKBOOK
            if "content.xml" in names:
                return _opendocument(_mimetype(archive) if "mimetype" in names else b"")
    except (*DAMAGE, LOCKED) as error:
        if b"xl/" in content or SPREADSHEET in content:
            return Archive.WORKBOOK
        raise (NotAListError if b"word/document" in content else BrokenFileError) from error
    if any(name.startswith(DOCUMENT_PARTS) for name in names):
        raise NotAListError
    return Archive.FOLDER


def only_list_in(content: bytes) -> bytes:
    """The one file in an archive that can be a list.

    Raises SeveralListsError, NotAListError when there is none, FileTooLargeError past the limit unpacked,
    ProtectedFileError, BrokenFileError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, _chosen(archive))
    except DAMAGE as error:
        raise BrokenFileError from error
    except LOCKED as error:
        raise ProtectedFileError from error


def is_saved_page(beginning: str) -> bool:
    """Whether a text begins as the files do that browsers save a page with everything in it to (MHTML)."""
    return bool(SAVED_PAGE.match(beginning)) and "multipart/related" in beginning and "MIME-Version:" in beginning


def page_in_archive(content: bytes) -> bytes:
    """The page of an MHTML file; raises FileTooLargeError, NotAListError when there is none."""
    if len(content) > MOST_BYTES:
        raise FileTooLargeError(limit=f"{MOST_BYTES // 2**20} MB")
    for part in email.message_from_bytes(content, policy=policy.compat32).walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            return page
    raise NotAListError


def _opendocument(mimetype: bytes) -> Archive:
    if mimetype and not mimetype.startswith(SPREADSHEET):
        raise NotAListError
    return Archive.WORKBOOK


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    return _beginning(archive, archive.getinfo("mimetype"), len(SPREADSHEET))


def _chosen(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    files = [one for one in archive.infolist() if not LITTER.match(one.filename)]
    if len(files) > MOST_FILES:
        raise FileTooLargeError(limit=f"{MOST_FILES}")
    files = [one for one in files if not _beginning(archive, one, 8).startswith(PICTURES)]
    files = [one for one in files if not ABOUT.search(one.filename)] or files
    there = [one for one in files if not OF_THOSE_GONE.search(one.filename)] or files
    there = [one for one in there if len(there) > 1 and OF_PEOPLE.search(one.filename)] or there
    if not there:
        raise NotAListError
    if len(there) > 1:
        raise SeveralListsError(names=_named(there))
    return there[0]


def _beginning(archive: zipfile.ZipFile, one: zipfile.ZipInfo, count: int) -> bytes:
    if not is_usual(one):
        raise BrokenFileError
    with archive.open(one) as stream:
        return stream.read(count)


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """Unpack a file, and no more than the limit whatever it declares."""
    with archive.open(one) as stream:
        content = stream.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise FileTooLargeError(limit=f"{MOST_UNPACKED // 2**20} MB")
    return content


def _named(files: Sequence[zipfile.ZipInfo]) -> str:
    names = [tidy(one.filename.rpartition("/")[2]) for one in files]
    shown = ", ".join(names[:FEW_NAMES])[:LONGEST_NAMES]
    return f"{shown} …" if len(names) > FEW_NAMES else shown
