from datetime import date

import pytest
from sqlalchemy import Connection

from organizer.domain.bases import IN_LETTERS, Basis
from organizer.domain.parties import OccasionKind
from organizer.domain.vocabulary import Formality, Language, ListId
from organizer.services import attendee_lists, invitations, letters, parties, people, rounds, sources, tables
from organizer.services.rounds import Evening
from organizer.services.sources import ListSource, MayNotBeContactedError, SourceUnknownError
from tests.builders import NOW
from tests.services.evenings import KEYS, OFFICE, again, lay_evening, write_reasons

LIST = "Name;E-Mail\nAnna Kurz;anna@kurz.example.org\nBernd Lang;bernd@lang.example.org\n"


@pytest.fixture
def planned(connection: Connection) -> Evening:
    """An evening with two guests from a list among those the host knows."""
    planned = lay_evening(connection, guests_wanted=7)
    list_id = attendee_lists.upload(
        connection, planned.host.id, planned.party.occasion.id, LIST.encode(), "guests.csv", NOW
    )
    attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)
    listed = [one.id for one in people.search(connection, planned.host.id, "kurz").people]
    listed += [one.id for one in people.search(connection, planned.host.id, "lang").people]
    tables.arrange(connection, planned, [*(one.id for one in planned.guests), *listed], [])
    planned = again(connection, planned)
    write_reasons(connection, planned)
    return planned


def the_list(connection: Connection, planned: Evening) -> ListId:
    (head,) = sources.behind_invitees(connection, planned)
    return head.id


def explain(connection: Connection, planned: Evening, basis: str) -> None:
    said = ListSource(source="Fachtag, list of participants", basis=basis, received_on=date(2026, 10, 30))
    sources.explain(connection, planned.host.id, [the_list(connection, planned)], said)


def test_only_lists_behind_invitees_are_asked_about(connection: Connection, planned: Evening):
    tables.take_off(connection, planned, planned.guests[-1].id)
    with_one = sources.unexplained(connection, again(connection, planned))
    tables.take_off(connection, again(connection, planned), planned.guests[-2].id)
    with_none = sources.unexplained(connection, again(connection, planned))

    assert [head.filename for head in with_one] == ["guests.csv"]
    assert with_none == ()


def test_nothing_is_sent_before_a_list_is_explained(connection: Connection, planned: Evening):
    with pytest.raises(SourceUnknownError):
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)

    explain(connection, planned, Basis.AGREED)

    assert len(invitations.invite(connection, planned, OFFICE, NOW, as_drafts=True)) == 7


def test_a_no_is_kept_and_final_until_it_is_changed(connection: Connection, planned: Evening):
    explain(connection, planned, Basis.REFUSED)

    with pytest.raises(MayNotBeContactedError):
        invitations.invite(connection, planned, OFFICE, NOW, as_drafts=False)

    assert sources.unexplained(connection, planned) == ()
    assert [head.filename for head in sources.refused(connection, planned)] == ["guests.csv"]


@pytest.mark.parametrize(
    ("language", "formality", "small_print"),
    [
        (
            Language.EN,
            Formality.FORMAL,
            "is writing to you because you are on this list: Fachtag, list of participants, received on 30 October "
            "2026. Basis: legitimate interest, as all of us were to attend the same meeting.",
        ),
        (
            Language.DE,
            Formality.FORMAL,
            "schreibt Ihnen, weil Sie auf dieser Liste stehen: Fachtag, list of participants, erhalten am 30. Oktober "
            "2026. Grundlage: berechtigtes Interesse, denn wir alle wollten an demselben Treffen teilnehmen.",
        ),
        (
            Language.NL,
            Formality.INFORMAL,
            "schrijft je omdat je op deze lijst staat: Fachtag, list of participants, ontvangen op 30 oktober 2026. "
            "Grondslag: gerechtvaardigd belang, want wij wilden allen dezelfde bijeenkomst bijwonen.",
        ),
    ],
)
def test_the_basis_stands_in_each_letter_in_its_language(
    connection: Connection, planned: Evening, language: Language, formality: Formality, small_print: str
):
    explain(connection, planned, Basis.SAME_MEETING)
    desk = letters.with_voice(letters.open_desk(connection, planned), planned.guests[-1].id, language, formality)

    footer = letters.first_letter(desk, planned.guests[-1].id).footer

    assert footer.splitlines()[1] == f"Alice Brandt (alice@office.example.org) {small_print}"


def test_a_basis_in_own_words_stands_as_it_was_written(connection: Connection, planned: Evening):
    explain(connection, planned, "they gave me their card.")

    footer = letters.first_letter(letters.open_desk(connection, planned), planned.guests[-1].id).footer

    assert "Basis: they gave me their card." in footer


def test_every_basis_but_a_refusal_has_words_in_each_language():
    assert {language: set(words) for language, words in IN_LETTERS.items()} == dict.fromkeys(
        Language, set(Basis) - {Basis.REFUSED}
    )


def test_of_somebody_on_several_lists_the_list_of_the_occasion_is_named_and_asked_about(
    connection: Connection, planned: Evening
):
    explain(connection, planned, Basis.AGREED)
    later = parties.plan_party(
        connection, planned.host, kind=OccasionKind.CONFERENCE_CANCELLED, name="Regionaltag", now=NOW
    )
    list_id = attendee_lists.upload(connection, planned.host.id, later.occasion.id, LIST.encode(), "region.csv", NOW)
    attendee_lists.confirm(connection, planned.host.id, list_id, KEYS, NOW)
    evening = rounds.evening(connection, planned.host, later.id, 1)
    tables.arrange(connection, evening, [one.id for one in planned.guests[-2:]], [])

    asked = sources.unexplained(connection, again(connection, evening))

    assert [head.filename for head in asked] == ["region.csv"]
    assert [head.filename for head in sources.behind_invitees(connection, planned)] == ["guests.csv"]
