"""Delivery into a folder: numbered files, whole or not at all, never one over another."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from organizer.mail.folder import UnwritableFolderError, file_name, slug, write_mail

BOB = "bob@polder.example.org"


def names(folder) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_mails_are_numbered_in_order(tmp_path):
    folder = tmp_path / "out" / "1-invitation"

    paths = [write_mail(folder, to, to.encode()) for to in (BOB, "zoe@bücher.example.org", BOB.upper())]

    assert [path.name for path in paths] == [
        "001-bob-polder-example-org.eml",
        "002-zoe-bucher-example-org.eml",
        "003-bob-polder-example-org.eml",
    ]
    assert (names(folder), paths[0].read_bytes()) == ([path.name for path in paths], BOB.encode())


def test_same_mail_is_written_once(tmp_path):
    first, second, again = (write_mail(tmp_path, BOB, raw) for raw in (b"one", b"two", b"one"))

    assert (first.name, second.name, again) == (file_name(1, BOB), file_name(2, BOB), first)
    assert names(tmp_path) == [first.name, second.name]


def test_numbers_go_on_where_somebody_left_gaps_or_other_files(tmp_path):
    for name in ("007-anna.eml", "notes.txt", "12-no.eml", "008-a-folder"):
        (tmp_path / name).write_bytes(b"mine")

    path = write_mail(tmp_path, BOB, b"one")

    assert (path.name, (tmp_path / "007-anna.eml").read_bytes()) == ("009-bob-polder-example-org.eml", b"mine")


def test_two_at_once_never_write_over_one_another(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(lambda number: write_mail(tmp_path, BOB, b"%d" % number), range(40)))

    assert sorted(path.read_bytes() for path in paths) == sorted(b"%d" % number for number in range(40))
    assert len(names(tmp_path)) == 40


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("../../etc/passwd@x", "etc-passwd-x"),
        ('a/b\\c:d*e?f"g<h>i|j\0k\nl', "a-b-c-d-e-f-g-h-i-j-k-l"),
        ("Jürgen.Groß@Öko.example", "jurgen-gross-oko-example"),
        ("日本@例え", "mail"),
        ("", "mail"),
        ("...", "mail"),
        ("a" * 300 + "@x", "a" * 60),
        ("a" * 59 + "@x", "a" * 59),
        (".hidden@x", "hidden-x"),
    ],
)
def test_file_name_is_safe_whatever_the_address(address, safe, tmp_path):
    assert slug(address) == safe
    assert write_mail(tmp_path, address, b"x") == tmp_path / f"001-{safe}.eml"


def test_folder_that_cannot_be_written_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UnwritableFolderError):
        write_mail(tmp_path / "file", BOB, b"x")

    assert names(tmp_path) == ["file"]
