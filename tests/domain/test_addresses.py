"""The address in a cell."""

import pytest

from organizer.domain.addresses import AddressCell, AddressFault, fits_name, read_address
from organizer.domain.names import Name


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("bob@polder.example.org", "bob@polder.example.org"),
        (" <Bob@POLDER.example.org> ", "Bob@polder.example.org"),
        ("BOB@POLDER.EXAMPLE.ORG", "bob@polder.example.org"),
        ("mailto:bob@polder.example.org", "bob@polder.example.org"),
        ("bob [at] polder.example.org", "bob@polder.example.org"),
        ("bob (at) polder (dot) example.org", "bob@polder.example.org"),
        ("bob@polder.example.org ::: bob@home.example.net", "bob@polder.example.org"),
        ("bob@bücher.example.org", "bob@bücher.example.org"),
        ("bob@polder.example.org privat", "bob@polder.example.org"),
        ("Bob Kok bob@polder.example.org", "bob@polder.example.org"),
        ("", ""),
        ("--", ""),
    ],
)
def test_read_address_finds_the_address(cell: str, email: str):
    assert read_address(cell) == AddressCell(email=email)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("bob@example.org\r\nBcc: all@example.org", AddressCell(fault=AddressFault.LINE_BREAK)),
        ("bob@example.org%0aBcc:all@example.org", AddressCell(fault=AddressFault.LINE_BREAK)),
        ("bob@example.org; b@example.net", AddressCell(email="bob@example.org", fault=AddressFault.SEVERAL)),
        ("bob at home", AddressCell(fault=AddressFault.UNREADABLE)),
        ("bob@example", AddressCell(fault=AddressFault.UNREADABLE)),
        ("h.petersen@nordmark.exampl e", AddressCell(fault=AddressFault.UNREADABLE)),
        ("h.petersen@mail.nord mark.example", AddressCell(fault=AddressFault.UNREADABLE)),
        ("h. petersen@nordmark.example", AddressCell(fault=AddressFault.UNREADABLE)),
        ("H.PETERSEN@NORDMARK.EXAMPL\u00a0E", AddressCell(fault=AddressFault.UNREADABLE)),
        ("a" * 1000 + "@example.org", AddressCell(fault=AddressFault.UNREADABLE)),
        ("Bob.Wit@sched.org", AddressCell(fault=AddressFault.INVENTED)),
        ("noreply@example.org", AddressCell(fault=AddressFault.INVENTED)),
    ],
)
def test_read_address_says_what_is_wrong(cell: str, expected: AddressCell):
    assert read_address(cell) == expected


@pytest.mark.parametrize(
    ("email", "fits"),
    [
        ("bob.dewit@example.org", True),
        ("bdewit@example.org", True),
        ("bob77@example.org", True),
        ("charlie.dewit@example.org", False),
        ("bob.smith@example.org", False),
        ("office@example.org", False),
    ],
)
def test_fits_name_asks_for_this_person_and_nobody_else(email: str, fits: bool):
    assert fits_name(email, Name(given="Bob", family="de Wit")) is fits
