import pytest

from organizer.domain.rounds import (
    BrokenLinkError,
    InsecureLinkError,
    NameInLinkError,
    RoundLengthError,
    check_length,
    check_video_link,
    room_host,
)


@pytest.mark.parametrize(
    "link",
    ["", "https://meet.example.org/runde-1", "https://meet.example.org:8443/a?pwd=x%20y#b", "HTTPS://meet.example.org"],
)
def test_check_video_link_lets_guests_be_sent_to_https(link: str):
    assert check_video_link(link) == link


@pytest.mark.parametrize(
    ("link", "refusal"),
    [
        ("http://meet.example.org", InsecureLinkError),
        ("javascript:alert(1)", InsecureLinkError),
        ("meet.example.org/runde", InsecureLinkError),
        ("https://alice:secret@meet.example.org", NameInLinkError),
        ("https://meet.example.org@evil.example.net/", NameInLinkError),
        ("https://meet.example.org\\@evil.example.net", BrokenLinkError),
        ("https://meet.example.org/a b", BrokenLinkError),
        ("https://meet.example.org/\r\nBcc:x", BrokenLinkError),
        ("https://meet.example.org/\u202eten", BrokenLinkError),
        ("https://mееt.example.org", BrokenLinkError),
        ("https://", BrokenLinkError),
        ("https:///runde", BrokenLinkError),
        ("https://meet.example.org:port/", BrokenLinkError),
        ("https://meet.example.org/" + "x" * 2000, BrokenLinkError),
    ],
)
def test_check_video_link_refuses_what_guests_should_not_open(link: str, refusal: type[Exception]):
    with pytest.raises(refusal):
        check_video_link(link)


def test_room_host_names_where_a_link_leads():
    assert room_host("https://Meet.Example.org:8443/runde?x=@evil.example.net") == "meet.example.org:8443"


@pytest.mark.parametrize("minutes", [29, 241, -5])
def test_check_length_refuses_what_is_no_evening(minutes: int):
    with pytest.raises(RoundLengthError):
        check_length(minutes)
