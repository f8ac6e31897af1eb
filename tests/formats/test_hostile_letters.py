"""Whole letters of every kind and voice from hostile names and cells: as text, as calendar entry, as finished mail."""

import os
import random
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from organizer.domain.calendar_objects import CalendarAddress, Method
from organizer.domain.invitations import Role
from organizer.domain.letters import (
    BaseText,
    Change,
    Introduced,
    LastTime,
    LetterContext,
    LetterKind,
    Others,
    Rendered,
    Source,
    placeholder_values,
    render,
    write,
)
from organizer.domain.names import Name
from organizer.domain.parties import OccasionKind
from organizer.domain.rounds import SpeakerSlot
from organizer.domain.vocabulary import Formality, Language, PersonId
from organizer.formats.base_texts import base_text
from organizer.formats.calendar_objects import open_entry
from organizer.formats.calendar_objects import write as write_entry
from organizer.formats.entry_texts import entry_text
from organizer.formats.mails import Mail, compose, header_names, open_mail
from tests.builders import (
    a_calendar_object,
    a_host,
    a_letter_context,
    a_mail,
    a_party,
    a_person,
    a_round,
    an_occasion,
)

PIECES = [
    "{{ topic }}", "{{", "}}", "{{{", "[", "]", "|", "[{{ reason }}|x]", "{x.__class__}", "%n", "%(topic)s", "${a}",
    "\r\n", "\n", "\r", "\x00", "\x1b[2J", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff", "\x0b", "\x0c",
    "\ud800", "\t", "Bcc: eve@example.org", "=?UTF-8?Q?a=0ABcc:_e@x?=", "<script>", "'", '"', "„", "“", "Bob", "de",
    "\\1", "\\g<0>", "{host}", "{link}", "{number}", "{names}", "{family}", "\r\n.\r\n", "\r\n\r\nforged", "Ö", " ",
    "END:VEVENT", "\nBEGIN:VCALENDAR", "; CN=x:", ",", "--=_a", "日本語", "محمد", "שלום", "😀", "é" * 40, "a" * 90,
]  # fmt: skip


@pytest.mark.slow
def test_no_name_and_no_cell_injects_anything_into_a_letter_of_any_kind():
    seed, rounds = 20261122, 10_000 if os.environ.get("SOAK") else 1_000
    dice = random.Random(seed)  # noqa: S311 - a fixed seed, not a secret
    kinds = list(LetterKind)

    for number in range(rounds):
        context = hostile_context(dice, kinds[number % len(kinds)])
        letter = write(a_text(context), context)
        mail = a_hostile_mail(context, letter)
        raw = compose(mail)

        assert leftovers(letter) == [], (seed, number)
        assert message_from_bytes(raw, policy=policy.default).keys() == list(header_names(mail)), (seed, number)
        assert set(header_names(mail)) == set(header_names(HARMLESS)), (seed, number)
        assert raw.replace(b"\r\n", b"").translate(None, b"\r\n") == raw.replace(b"\r\n", b""), (seed, number)
        opened = open_mail(raw)
        assert opened.text.rstrip() == letter.body.rstrip(), (seed, number)
        assert open_entry(opened.calendar or b"").attendee == "bob@polder.example.org", (seed, number)


HARMLESS = replace(a_mail(), reply_to=CalendarAddress(name="Alice", email="alice@office.example.org"))


def hostile_context(dice: random.Random, kind: LetterKind) -> LetterContext:
    """A letter of that kind from what hostile lists, forms and guests may hold, in any voice."""

    def cell() -> str:
        return "".join(dice.choices(PIECES, k=dice.randint(0, 6)))

    slot = SpeakerSlot(person_id=PersonId(31), brief=cell(), assistant_email="office@polder.example.org")
    occasion = an_occasion(kind=dice.choice(list(OccasionKind)), name=cell(), place=cell(), fell_out=cell())
    name = Name(given=cell(), family=cell(), honorific=cell(), suffix=cell(), original=cell())
    return a_letter_context(
        kind=kind,
        language=dice.choice(list(Language)),
        formality=Formality.FORMAL if kind.is_always_formal else dice.choice(list(Formality)),
        host=a_host(name=cell(), role=cell(), organisation=cell(), signature=cell(), company_details=cell()),
        person=a_person(name=name, organisation=cell(), job_title=cell()),
        party=a_party(occasion=occasion, topic=cell(), question=cell()),
        round=a_round(video_link=cell(), speaker_slot=slot),
        reason=cell(),
        appreciation=cell(),
        offer=cell(),
        speaker_name=cell(),
        slot_time="3 December 2026, 18:20",
        others=Others(count=dice.randint(0, 9), organisations=3, names=(cell(), cell())),
        introduced=Introduced(lines=(cell(), cell()), unnamed=dice.randint(0, 3), reader=cell()),
        last_time=dice.choice(list(LastTime)),
        changes=tuple(change for change in Change if dice.random() < 1 / 2),
        old_date="3 December 2026, 17:30",
        word=cell(),
        answer_code="K7QF-2MXP",
        source=Source(description=cell(), received_on="30 October 2026", basis=cell()),
    )


def a_text(context: LetterContext) -> BaseText:
    """The text that comes with the program, and after it every placeholder there is."""
    shipped = base_text(context.kind, context.language, context.formality, context.party.occasion.kind)
    names = " ".join(f"[{{{{ {name} }}}}]" for name in placeholder_values(context))
    subject = f"{shipped.subject} {{{{ full_name }}}} {{{{ topic }}}} {{{{ host_name }}}}"
    return BaseText(subject=subject, body=f"{shipped.body}\n{names}")


def a_hostile_mail(context: LetterContext, letter: Rendered) -> Mail:
    """The letter as a finished mail, with an entry whose texts are just as hostile."""
    host = CalendarAddress(name=context.host.name, email="alice@office.example.org")
    guest = CalendarAddress(name=context.person.name.full, email="bob@polder.example.org")
    role = Role.SPEAKER if context.kind.is_for_speaker else Role.GUEST
    values = {**placeholder_values(context), "whole_evening": ""}
    text = render(entry_text(role, context.language), values)
    entry = a_calendar_object(
        summary=text.subject,
        description=text.body,
        location=context.round.video_link,
        organizer=host,
        attendee=guest,
        dtstamp=datetime(2026, 11, 2, tzinfo=UTC),
    )
    return replace(
        HARMLESS,
        sender=host,
        recipient=guest,
        subject=letter.subject,
        body=letter.body,
        language=context.language,
        reply_to=replace(HARMLESS.reply_to or host, name=context.host.name),
        calendar=write_entry(entry),
        method=Method.REQUEST,
    )


def leftovers(letter: Rendered) -> list[str]:
    """Signs that no letter may hold: doubled braces, controls, marks of direction, a line break in the subject."""
    signs = [sign for sign in letter.subject + letter.body.replace("\n", "") if not sign.isprintable()]
    return signs + [braces for braces in ("{{", "}}") if braces in letter.subject or braces in letter.body]
