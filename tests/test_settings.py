import stat
from pathlib import Path

import pytest

from organizer.mail.imap_accounts import BadImapUrlError
from organizer.mail.smtp_accounts import BadSmtpUrlError, OpenLoginError
from organizer.settings import (
    BadDatabaseAddressError,
    BadHoldError,
    BadOrganizersError,
    BadPortError,
    BadProxyHopsError,
    BadPublicAddressError,
    BadSenderAddressError,
    DebugInPublicError,
    HostedWithoutMailError,
    Settings,
    UnreadableDatabaseAddressError,
    WeakKeyFileError,
    WeakSecretError,
    keep_key,
)


def test_settings_of_an_empty_environment_are_those_of_local_mode():
    settings = Settings.from_environment({})

    home = Path("instance").absolute()
    assert settings == Settings(home=home, database_url=f"sqlite:///{home}/runde.sqlite")


def test_settings_take_everything_from_the_environment(tmp_path: Path):
    environ = {
        "ORGANIZER_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://runde@db.example.org/runde",
        "PUBLIC_BASE_URL": "https://Party.Example.org/",
        "SMTP_URL": "smtp://alice:secret@mail.example.org:587?starttls=1",
        "IMAP_URL": "imaps://alice:secret@mail.example.org",
        "MAIL_FROM": "alice@example.org",
        "PORT": "8080",
        "OPEN_BROWSER": "0",
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "ORGANIZERS": "Alice@example.org, @example.net",
        "PROXY_HOPS": "1",
    }

    settings = Settings.from_environment(environ)

    assert settings == Settings(
        home=tmp_path,
        database_url="postgresql://runde@db.example.org/runde",
        public_base_url="https://party.example.org",
        smtp_url="smtp://alice:secret@mail.example.org:587?starttls=1",
        imap_url="imaps://alice:secret@mail.example.org",
        mail_from="alice@example.org",
        port=8080,
        opens_browser=False,
        secret_key="0123456789abcdef0123456789abcdef",
        organizers=("alice@example.org", "@example.net"),
        proxy_hops=1,
    )


HOSTED = {
    "DATABASE_URL": "postgresql://runde@db.example.org/runde",
    "PUBLIC_BASE_URL": "https://party.example.org",
    "SMTP_URL": "smtps://mail.example.org",
    "MAIL_FROM": "service@example.org",
}


def test_everybody_may_host_on_a_hosted_service_and_on_ones_own_who_writes_from_it():
    own = {name: value for name, value in HOSTED.items() if name != "DATABASE_URL"}

    assert Settings.from_environment(HOSTED).organizers == ("*",)
    assert Settings.from_environment(own).organizers == ("service@example.org",)


@pytest.mark.parametrize("missing", ["SMTP_URL", "MAIL_FROM"])
def test_hosted_service_does_not_start_without_a_way_to_send_mail(missing: str):
    with pytest.raises(HostedWithoutMailError):
        Settings.from_environment({name: value for name, value in HOSTED.items() if name != missing})


@pytest.mark.parametrize("value", ["dev", "x" * 64, "short-but-mixed-1234", "abcabcabcabcabcabcabcabcabcabcabcabc"])
def test_settings_refuse_a_secret_that_can_be_guessed(value: str):
    with pytest.raises(WeakSecretError) as refused:
        Settings.from_environment({"SECRET_KEY": value})

    assert value not in str(refused.value)


@pytest.mark.parametrize("value", ["alice", "alice@", "a b@example.org", "@"])
def test_settings_refuse_organizers_that_are_no_addresses(value: str):
    with pytest.raises(BadOrganizersError):
        Settings.from_environment({"ORGANIZERS": f"bob@example.org,{value}"})


@pytest.mark.parametrize("value", ["-1", "6", "one"])
def test_settings_refuse_a_strange_number_of_proxies(value: str):
    with pytest.raises(BadProxyHopsError):
        Settings.from_environment({"PROXY_HOPS": value})


@pytest.mark.parametrize("content", [b"", b"short", b"\0" * 32])
def test_damaged_key_is_refused_rather_than_used(tmp_path: Path, content: bytes):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret").write_bytes(content)

    with pytest.raises(WeakKeyFileError):
        keep_key(tmp_path, "secret")


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "5000.0", "٥٠٠٠", "99999999999", "00000070000"])
def test_settings_refuse_a_port_that_is_none(value: str):
    with pytest.raises(BadPortError):
        Settings.from_environment({"PORT": value})


@pytest.mark.parametrize(
    "value",
    [
        "party.example.org",
        "http://party.example.org",
        "https://",
        "https://party.example.org/runde",
        "https://alice@party.example.org",
        "https://party.example.org:port",
        "https://party.example.org?x=1",
        "https://party .example.org",
        "https://party.example.org\nX: y",
        "ftp://party.example.org",
        "https://straße.example.org",
    ],
)
def test_settings_refuse_a_public_address_that_guests_cannot_safely_open(value: str):
    with pytest.raises(BadPublicAddressError):
        Settings.from_environment({"PUBLIC_BASE_URL": value})


def test_settings_allow_plain_http_on_this_machine():
    settings = Settings.from_environment({"PUBLIC_BASE_URL": "http://localhost:5000"})

    assert settings.public_base_url == "http://localhost:5000"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("https://party.example.org:443/", "https://party.example.org"),
        ("https://Party.Example.org:8443", "https://party.example.org:8443"),
        ("https://tafelrunde-köln.example.org", "https://xn--tafelrunde-kln-6pb.example.org"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_public_address_is_kept_as_browsers_write_it(value: str, address: str):
    assert Settings.from_environment({"PUBLIC_BASE_URL": value}).public_base_url == address


@pytest.mark.parametrize(
    "value", ["postgresql://runde:secret@db:port/runde", "postgresql://runde:sec@ret@db/runde", "postgresql://[::1/x"]
)
def test_settings_refuse_a_database_address_that_cannot_be_read(value: str):
    with pytest.raises(UnreadableDatabaseAddressError) as told:
        Settings.from_environment({"DATABASE_URL": value})

    assert "sec" not in str(told.value)


@pytest.mark.parametrize("password", ["a/b", "a#b", "a?b", "50%", "Gemüse %25", "a:b"])
def test_password_of_the_database_may_hold_odd_signs(password: str):
    url = f"postgresql://runde:{password}@db:5432/runde"

    assert Settings.from_environment({"DATABASE_URL": url}).database_url == url


@pytest.mark.parametrize("value", ["mysql://db.example.org/runde", "/srv/runde.sqlite"])
def test_settings_refuse_a_database_of_another_kind(value: str):
    with pytest.raises(BadDatabaseAddressError):
        Settings.from_environment({"DATABASE_URL": value})


@pytest.mark.parametrize(
    "value", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail.example.org:x"]
)
def test_settings_refuse_a_mail_server_that_is_none(value: str):
    with pytest.raises(BadSmtpUrlError):
        Settings.from_environment({"SMTP_URL": value})


def test_settings_refuse_a_password_over_an_open_line():
    with pytest.raises(OpenLoginError):
        Settings.from_environment({"SMTP_URL": "smtp://alice:s3cret@mail.example.org:587"})


def test_settings_refuse_a_mailbox_to_read_that_names_no_user():
    with pytest.raises(BadImapUrlError):
        Settings.from_environment({"IMAP_URL": "imaps://mail.example.org"})


@pytest.mark.parametrize(
    "value", ["alice", "alice@example.org, bob@example.org", "alice@example.org\nBcc: x@example.org"]
)
def test_settings_refuse_a_sender_that_is_not_one_address(value: str):
    with pytest.raises(BadSenderAddressError):
        Settings.from_environment({"MAIL_FROM": value})


def test_settings_refuse_debugging_in_public():
    with pytest.raises(DebugInPublicError):
        Settings.from_environment({"PUBLIC_BASE_URL": "https://party.example.org", "FLASK_DEBUG": "1"})


def test_settings_show_no_password_when_printed(tmp_path: Path):
    settings = Settings(home=tmp_path, database_url="postgresql://u:hush@db.example.org/x", smtp_url="smtp://u:hush@m")

    assert "hush" not in repr(settings)


def test_keep_key_makes_a_key_once_for_its_owner_only(tmp_path: Path):
    first = keep_key(tmp_path, "secret")

    assert len(first) == 32
    assert keep_key(tmp_path, "secret") == first
    assert keep_key(tmp_path, "other") != first
    assert [stat.S_IMODE(path.stat().st_mode) for path in sorted((tmp_path / "keys").iterdir())] == [0o600, 0o600]


@pytest.mark.parametrize("value", ["-1", "61", "soon", "5.5", "1000000", "0601"])
def test_bad_hold_is_refused(value: str) -> None:
    with pytest.raises(BadHoldError):
        Settings.from_environment({"HOLD_MINUTES": value})


def test_hold_can_be_shortened() -> None:
    assert Settings.from_environment({"HOLD_MINUTES": "0"}).hold_minutes == 0
