import pytest
from sqlalchemy import Connection

from organizer.domain.attendee_list import Field, NotAListError, Reading
from organizer.domain.errors import NotFoundError
from organizer.domain.parties import Host
from organizer.domain.vocabulary import Language, ListId
from organizer.services import attendee_lists, hosts, list_decisions
from organizer.services.list_decisions import Said, UnreadableSoError
from tests.builders import NOW
from tests.formats.workbook_files import a_workbook
from tests.services.evenings import KEYS, another_host

LIST = "Wer;Wo;Was;E-Mail\nBob de Wit;Polder Data;Data steward;bob@polder.example.org\n"


@pytest.fixture
def host(connection: Connection) -> Host:
    return hosts.welcome_host(
        connection, name="Alice", email="alice@office.example.org", language=Language.EN, time_zone="Europe/Berlin"
    )


def bring(connection: Connection, host: Host, content: str | bytes = LIST) -> ListId:
    data = content.encode() if isinstance(content, str) else content
    return attendee_lists.upload(connection, host.id, None, data, "list.csv", NOW)


def read(connection: Connection, host: Host, list_id: ListId) -> Reading:
    return list_decisions.read(list_decisions.waiting(connection, host.id, list_id))


def is_recalled(connection: Connection, host: Host, list_id: ListId) -> bool:
    waiting = list_decisions.waiting(connection, host.id, list_id)
    return waiting.is_recalled(list_decisions.read(waiting).table)


CHOSEN = {0: Field.FULL_NAME, 1: Field.ORGANISATION, 2: Field.JOB_TITLE}


def test_decisions_are_remembered_for_the_next_list_with_the_same_headers(connection: Connection, host: Host):
    first = bring(connection, host)
    list_decisions.decide(connection, host.id, first, Said(columns=CHOSEN))
    attendee_lists.confirm(connection, host.id, first, KEYS, NOW)

    second = bring(connection, host, "E-Mail;Was;Wo;Wer\neva@elbe.example.org;Archivarin;Haus Elbe;Eva Weiß\n")

    (eva,) = read(connection, host, second).attendees
    assert (eva.name.full, eva.organisation, eva.job_title) == ("Eva Weiß", "Haus Elbe", "Archivarin")
    assert is_recalled(connection, host, second)
    assert not is_recalled(connection, host, bring(connection, host, LIST.replace("Wo;", "Ort;")))


def test_decisions_on_a_list_thrown_away_are_not_remembered(connection: Connection, host: Host):
    first = bring(connection, host)
    list_decisions.decide(connection, host.id, first, Said(columns=CHOSEN))
    attendee_lists.withdraw(connection, host.id, first, KEYS)

    assert not is_recalled(connection, host, bring(connection, host))


def test_decisions_are_remembered_for_their_host_only(connection: Connection, host: Host):
    first = bring(connection, host)
    list_decisions.decide(connection, host.id, first, Said(columns=CHOSEN))
    attendee_lists.confirm(connection, host.id, first, KEYS, NOW)
    charlie = another_host(connection)

    assert not is_recalled(connection, charlie, bring(connection, charlie))


def test_guess_anew_forgets_for_this_list_and_the_next(connection: Connection, host: Host):
    first = bring(connection, host)
    guessed = read(connection, host, first).columns
    list_decisions.decide(connection, host.id, first, Said(columns=CHOSEN))
    attendee_lists.confirm(connection, host.id, first, KEYS, NOW)
    second = bring(connection, host)

    list_decisions.guess_anew(connection, host.id, second)

    assert read(connection, host, second).columns == guessed
    assert not is_recalled(connection, host, second)
    assert read(connection, host, bring(connection, host)).columns == guessed


def test_decide_reads_the_letters_in_the_encoding_chosen(connection: Connection, host: Host):
    content = "Name;Firma\nÖzlem Çelik;Haus Łódź\n".encode("iso8859-2", errors="replace")
    list_id = bring(connection, host, content)

    list_decisions.decide(connection, host.id, list_id, Said(columns={}, encoding="iso8859-2"))

    reading = read(connection, host, list_id)
    assert (reading.attendees[0].organisation, reading.encoding) == ("Haus Łódź", "iso8859-2")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "mac_roman", "iso8859-15", "cp850"])
def test_every_encoding_is_read_as_chosen(connection: Connection, host: Host, encoding: str):
    list_id = bring(connection, host, "Name;Firma\nJörg Groß;Büro Süd\n".encode(encoding))

    list_decisions.decide(connection, host.id, list_id, Said(columns={}, encoding=encoding))

    (jörg,) = read(connection, host, list_id).attendees
    assert (jörg.name.full, jörg.organisation) == ("Jörg Groß", "Büro Süd")


def test_decide_keeps_columns_over_a_change_of_encoding_and_sheet(connection: Connection, host: Host):
    rows = [["Name", "Wo", "E-Mail"], ["Bob de Wit", "Polder", "bob@polder.example.org"]]
    others = [["Vorname", "Nachname"], ["Eva", "Weiß"]]
    list_id = bring(connection, host, a_workbook({"Gäste": rows, "Reserve": others}))
    list_decisions.decide(connection, host.id, list_id, Said(columns={1: Field.ORGANISATION}))

    list_decisions.decide(connection, host.id, list_id, Said(columns={}, sheet="Reserve"))
    other = read(connection, host, list_id)
    list_decisions.decide(connection, host.id, list_id, Said(columns={}, sheet=""))
    back = read(connection, host, list_id)

    assert [one.name.full for one in other.attendees] == ["Eva Weiß"]
    assert other.sheets == back.sheets == ("Gäste", "Reserve")
    assert back.attendees[0].organisation == "Polder"


def test_decide_refuses_an_encoding_in_which_nothing_can_be_read_and_changes_nothing(
    connection: Connection, host: Host
):
    list_id = bring(connection, host, "Name; Firma\n" + 22 * "Bob de Wit;Polder\n" + 3 * "\x00\x01")
    before = read(connection, host, list_id)

    with pytest.raises(UnreadableSoError) as caught:
        list_decisions.decide(connection, host.id, list_id, Said(columns={0: Field.CITY}, encoding="utf-16-be"))

    assert isinstance(caught.value.reason, NotAListError)
    assert read(connection, host, list_id) == before


def test_decide_passes_over_what_is_not_offered(connection: Connection, host: Host):
    list_id = bring(connection, host)
    before = read(connection, host, list_id)

    list_decisions.decide(connection, host.id, list_id, Said(columns={}, encoding="rot13", sheet="Nowhere"))

    assert read(connection, host, list_id) == before


def test_decisions_are_for_the_host_of_the_list(connection: Connection, host: Host):
    list_id = bring(connection, host)

    with pytest.raises(NotFoundError):
        list_decisions.decide(connection, another_host(connection).id, list_id, Said(columns={}))
