"""Whatever a host and the guests do in whatever order, each guest's calendar is told a story that holds together."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import Engine

from organizer.domain.errors import OrganizerError
from organizer.domain.invitations import Invitation, InvitationState
from organizer.domain.outbox import MAY_HAVE_LEFT, WITH_ENTRY, DispatchKind, DispatchState
from organizer.domain.rounds import RoundState, Stay
from organizer.domain.vocabulary import ParticipationStatus
from organizer.formats.calendar_objects import open_entry
from organizer.formats.mails import open_mail
from organizer.services import invitations, letters, refused_mails, replies, rooms, round_changes, rounds, tables
from organizer.services.board import board
from organizer.services.next_round import plan_next_round
from organizer.services.rooms import Room, SpeakerSaid
from organizer.services.round_changes import NewTerms
from organizer.services.rounds import Evening
from organizer.store import outbox
from organizer.store.engine import transaction
from tests.builders import NOW
from tests.formats import strict_calendar, strict_mail
from tests.services.evenings import (
    KEYS,
    OFFICE,
    a_database,
    again,
    invitations_of,
    lay_evening,
    mails_of,
    write_reasons,
)

ANSWERS = st.sampled_from([one for one in ParticipationStatus if one is not ParticipationStatus.NEEDS_ACTION])
SOMEBODY = st.integers(min_value=0, max_value=7)
OUTCOMES = st.sampled_from([DispatchState.SENT, DispatchState.FAILED, DispatchState.UNCERTAIN])
# A laid table as bytes: laying it takes longer than most lives.
LAID: dict[str, tuple[bytes, Evening]] = {}


@contextmanager
def a_laid_table() -> Iterator[tuple[Engine, Evening]]:
    """A database with a table that is ready to be invited; laid once and copied, where SQLite can do that."""
    with a_database() as engine:
        is_sqlite = engine.dialect.name == "sqlite"
        driver = engine.raw_connection().driver_connection if is_sqlite else None
        if driver and LAID:
            image, planned = LAID["table"]
            driver.deserialize(image)
        else:
            with transaction(engine) as connection:
                planned = lay_evening(connection, seats=5, bench=2, with_speaker=True)
        if driver and not LAID:
            LAID["table"] = (driver.serialize(), planned)
        yield engine, planned


class RoundLife(RuleBasedStateMachine):
    """A host who invites, stops, changes and cancels; guests who answer; a server that takes, refuses or is silent."""

    @initialize(as_drafts=st.booleans(), begun=st.sampled_from(["laid", "invited", "sent"]))
    def lay(self, as_drafts: bool, begun: str) -> None:
        self.database = a_laid_table()
        self.engine, self.planned = self.database.__enter__()
        self.people = sorted(self.planned.people)
        self.is_going_on = False
        self.now = NOW
        self.as_drafts = as_drafts
        self.sequences: dict[str, int] = defaultdict(lambda: -1)
        self.cancelled: set[str] = set()
        self.told: dict[int, list[bytes]] = defaultdict(list)
        if begun != "laid":
            self.invite()
        if begun == "sent":
            self.the_server_answers(DispatchState.SENT)

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self.database.__exit__(None, None, None)

    def act(self, deed: object) -> None:
        """What a host does, some minutes later; a rule that is broken changes nothing."""
        self.now += timedelta(minutes=3)
        try:
            with transaction(self.engine) as connection:
                deed(connection, again(connection, self.planned))  # type: ignore[operator]
        except OrganizerError:
            return

    @rule()
    def invite(self) -> None:
        self.act(lambda c, p: invitations.invite(c, p, OFFICE, self.now, as_drafts=self.as_drafts))

    @rule()
    def stop(self) -> None:
        self.act(lambda c, p: invitations.stop(c, p, self.now))

    @rule(who=st.none() | SOMEBODY)
    def take_back(self, who: int | None) -> None:
        person_id = None if who is None else self.people[who]
        self.act(lambda c, p: invitations.take_back(c, p, self.now, person_id))

    @rule()
    def release(self) -> None:
        self.act(lambda c, p: invitations.release(c, board(c, p, self.now).in_state(DispatchState.HELD), self.now))

    @rule(outcome=OUTCOMES)
    def the_server_answers(self, outcome: DispatchState) -> None:
        """Each waiting mail leaves, is refused, or nobody knows."""

        def deliver(connection, planned) -> None:
            for mail in mails_of(connection, planned):
                if mail.state is DispatchState.QUEUED and outcome is not DispatchState.FAILED:
                    self._see_leaving(connection, mail)
            ids = [mail.id for mail in mails_of(connection, planned)]
            outbox.change_state(connection, ids, from_=(DispatchState.QUEUED,), to=outcome, now=self.now)

        self.act(deliver)

    @rule(minutes=st.integers(min_value=-600, max_value=600))
    def change_time(self, minutes: int) -> None:
        self._change(lambda round_: {"starts_at": round_.starts_at + timedelta(minutes=minutes)})

    @rule(minutes=st.integers(min_value=-600, max_value=600), stopped=st.booleans())
    def change_time_and_change_it_back(self, minutes: int, stopped: bool) -> None:
        """Nobody's calendar is left behind, though those whose mails never left hear nothing."""
        self._change(lambda round_: {"starts_at": round_.starts_at + timedelta(minutes=minutes)})
        if stopped:
            self.stop()
        self._change(lambda round_: {"starts_at": round_.starts_at - timedelta(minutes=minutes)})

    @rule(offset=st.sampled_from([0, 15, 40, 70]))
    def move_the_speaker_alone(self, offset: int) -> None:
        self._change(lambda round_: {"slot_offset_minutes": offset})

    @rule(room=st.integers(min_value=1, max_value=3))
    def change_link(self, room: int) -> None:
        self._change(lambda round_: {"video_link": f"https://meet.example.org/runde-{room}"})

    @rule(length=st.sampled_from([60, 90, 120]))
    def change_length(self, length: int) -> None:
        self._change(lambda round_: {"length_minutes": length})

    @rule(who=SOMEBODY, offset=st.sampled_from([0, 20, 45]), length=st.sampled_from([15, 45, 90]))
    def stay_for_a_part(self, who: int, offset: int, length: int) -> None:
        stay = Stay(person_id=self.people[who], offset_minutes=offset, length_minutes=length)

        def change(connection, planned) -> None:
            telling = round_changes.plan_stay(connection, planned, stay.person_id, stay)
            made = round_changes.change_stay(
                connection, planned, stay.person_id, stay, OFFICE, self.now, as_drafts=self.as_drafts
            )
            assert made == telling
            assert len(telling.told) <= 1

        self.act(change)

    @rule(minutes=st.integers(min_value=0, max_value=40))
    def seat_a_speaker(self, minutes: int) -> None:
        """The one there was, or another; only while no speaker is invited."""

        def seat(connection, planned) -> None:
            said = None if planned.speaker else SpeakerSaid(name="Maren Vogt", email="maren@nordlicht.example.org")
            room = Room(video_link=planned.round.video_link, speaker=said, offset_minutes=minutes)
            rooms.furnish_room(connection, planned, room, KEYS, self.now)
            seated = again(connection, planned)
            desk = letters.open_desk(connection, seated)
            letters.write_reason(connection, desk, seated.round.speaker_slot.person_id, "You know the field.")

        self.act(seat)

    @rule()
    def let_the_speaker_go(self) -> None:
        self.act(lambda c, p: rooms.remove_speaker(c, p, self.now))

    @rule(who=SOMEBODY)
    def withdraw(self, who: int) -> None:
        self.act(lambda c, p: invitations.withdraw(c, p, self.people[who], OFFICE, self.now, as_drafts=self.as_drafts))

    @rule(who=SOMEBODY)
    def bring_in(self, who: int) -> None:
        self.act(lambda c, p: tables.bring_in(c, p, self.people[who]))

    @rule(who=SOMEBODY)
    def offer_again(self, who: int) -> None:
        self.act(lambda c, p: invitations.offer_again(c, p, self.people[who], self.now))

    @rule(who=SOMEBODY, status=ANSWERS)
    def answer(self, who: int, status: ParticipationStatus) -> None:
        self.act(
            lambda c, p: replies.record(c, invitations.open_invitation(c, p, self.people[who]), status, "", self.now)
        )

    @rule(email=st.sampled_from(["new@haus.example.org", "newer@haus.example.org"]))
    def mend_what_was_refused(self, email: str) -> None:
        def mend(connection, planned) -> None:
            for mail in board(connection, planned, self.now).in_state(DispatchState.FAILED)[:1]:
                refused_mails.mend(connection, planned, mail.id, email, OFFICE, self.now, as_drafts=self.as_drafts)

        self.act(mend)

    @precondition(lambda self: self.now - NOW > timedelta(minutes=24))
    @rule()
    def cancel(self) -> None:
        self.act(lambda c, p: round_changes.cancel_round(c, p, OFFICE, self.now, as_drafts=self.as_drafts))

    @precondition(lambda self: not self.is_going_on and self.now - NOW > timedelta(minutes=24))
    @rule()
    def go_on_to_the_next_round(self) -> None:
        """The next round is invited to under UIDs of its own, whatever still waits of this one."""

        def go_on(connection, planned) -> None:
            before = mails_of(connection, planned)
            opened = plan_next_round(connection, planned)
            moment = planned.round.starts_at + timedelta(days=21)
            rounds.fix_date(
                connection,
                opened,
                starts_at=moment,
                time_zone="Europe/Berlin",
                length_minutes=planned.round.length_minutes,
            )
            write_reasons(connection, again(connection, opened))
            invitations.invite(connection, again(connection, opened), OFFICE, self.now, as_drafts=self.as_drafts)
            uids = [{one.uid for one in invitations_of(connection, here)} for here in (planned, opened)]
            assert not uids[0] & uids[1]
            assert mails_of(connection, planned) == before
            self.is_going_on = True

        self.act(go_on)

    @invariant()
    def the_calendars_hold_together(self) -> None:
        if not hasattr(self, "engine"):
            return
        with transaction(self.engine) as connection:
            planned = again(connection, self.planned)
            known = invitations_of(connection, planned)
            mails = defaultdict(list)
            for mail in mails_of(connection, planned):
                mails[mail.invitation_id].append(mail)
            seen = board(connection, planned, self.now)
        for invitation in known:
            self._sequence_never_falls(invitation)
            self._no_cancel_for_what_never_left(mails[invitation.id])
            self._each_mail_once(mails[invitation.id])
            self._a_closed_invitation_stays_closed(invitation)
            self._the_last_word_is_not_lost(invitation, mails[invitation.id], planned)
        self._one_open_invitation_each(known)
        self._nothing_waits_for_what_is_planned(known, mails)
        self._a_cancelled_round_has_no_open_invitation(planned, known)
        assert len([row for row in seen.rows if row.takes_seat and row.role == "guest"]) + seen.free_seats >= 5

    def _change(self, terms: object) -> None:
        def change(connection, planned) -> None:
            names = ("starts_at", "time_zone", "length_minutes", "video_link")
            kept = {name: getattr(planned.round, name) for name in names}
            wanted = NewTerms(**{**kept, **terms(planned.round)})  # type: ignore[operator]
            telling = round_changes.plan_change(connection, planned, wanted)
            before = {mail.message_id for mail in mails_of(connection, planned)}
            made = round_changes.change_round(connection, planned, wanted, OFFICE, self.now, as_drafts=self.as_drafts)
            written = [mail for mail in mails_of(connection, planned) if mail.message_id not in before]
            assert made == telling
            assert sorted(mail.recipient for mail in written) == sorted(one.email for one in telling.told)

        self.act(change)

    def _see_leaving(self, connection, mail) -> None:
        """What leaves is one story per UID: never a lower SEQUENCE, and nothing after a CANCEL."""
        found = outbox.find_dispatch(connection, self.planned.host.id, mail.id)
        assert found is not None
        calendar = open_mail(found[1]).calendar or b""
        assert strict_mail.faults(found[1]) == []
        self.told[mail.invitation_id].append(calendar)
        assert strict_calendar.faults_of_conversation(self.told[mail.invitation_id]) == []
        text = calendar.decode()
        entry = dict(line.split(":", 1) for line in text.replace("\r\n ", "").splitlines() if ":" in line)
        uid, sequence = entry["UID"], int(entry["SEQUENCE"])
        assert sequence >= self.sequences[uid]
        assert uid not in self.cancelled or entry["METHOD"] == "CANCEL"
        self.sequences[uid] = sequence
        if entry["METHOD"] == "CANCEL":
            self.cancelled.add(uid)

    def _sequence_never_falls(self, invitation: Invitation) -> None:
        assert invitation.sequence >= self.sequences[f"of {invitation.uid}"]
        assert invitation.asked_sequence <= invitation.sequence
        self.sequences[f"of {invitation.uid}"] = invitation.sequence

    def _no_cancel_for_what_never_left(self, mails) -> None:
        cancels = [mail for mail in mails if mail.kind is DispatchKind.CANCELLATION]
        others = [mail for mail in mails if mail.kind is not DispatchKind.CANCELLATION]
        assert not cancels or any(mail.state in MAY_HAVE_LEFT for mail in others)

    def _each_mail_once(self, mails) -> None:
        keys = [(mail.kind, mail.sequence) for mail in mails]
        assert len(keys) == len(set(keys))
        assert len([mail for mail in mails if mail.state in (DispatchState.QUEUED, DispatchState.HELD)]) <= 1

    def _a_closed_invitation_stays_closed(self, invitation: Invitation) -> None:
        closed = self.__dict__.setdefault("closed", set())
        assert invitation.uid not in closed or invitation.state is InvitationState.CLOSED
        if invitation.state is InvitationState.CLOSED:
            closed.add(invitation.uid)

    def _the_last_word_is_not_lost(self, invitation: Invitation, mails, planned: Evening) -> None:
        """What is on its way or arrived tells the round as it is; a change that was taken back tells nothing."""
        if invitation.state is InvitationState.OPEN:
            telling = [mail for mail in mails if mail.kind in WITH_ENTRY and mail.state is not DispatchState.CANCELLED]
            assert telling
            last = max(mails, key=lambda mail: (mail.sequence, mail.id))
            if last.state is DispatchState.CANCELLED and not planned.people[invitation.person_id].opted_out:
                self._tells_of(telling[-1], invitation, planned)
        waiting = [mail.kind for mail in mails if mail.state in (DispatchState.QUEUED, DispatchState.HELD)]
        if invitation.state is InvitationState.CLOSED:
            assert set(waiting) <= {DispatchKind.CANCELLATION}

    def _tells_of(self, mail, invitation: Invitation, planned: Evening) -> None:
        with transaction(self.engine) as connection:
            found = outbox.find_dispatch(connection, planned.host.id, mail.id)
        assert found is not None
        entry, asked = open_entry(open_mail(found[1]).calendar or b""), planned.round.as_asked_of(invitation.person_id)
        assert (entry.starts_at, entry.ends_at, entry.location) == (asked.starts_at, asked.ends_at, asked.video_link)

    def _one_open_invitation_each(self, known) -> None:
        standing = [one.person_id for one in known if one.state is not InvitationState.CLOSED]
        assert len(standing) == len(set(standing))
        assert len({one.uid for one in known}) == len(known)

    def _nothing_waits_for_what_is_planned(self, known, mails) -> None:
        for invitation in known:
            if invitation.state is InvitationState.PLANNED:
                assert all(mail.state is DispatchState.CANCELLED for mail in mails[invitation.id])

    def _a_cancelled_round_has_no_open_invitation(self, planned, known) -> None:
        if planned.round.state is RoundState.CANCELLED:
            assert [one for one in known if one.state is InvitationState.OPEN] == []


RoundLife.TestCase.settings = settings(
    max_examples=400 if os.environ.get("SOAK") else 12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # Explaining a failure plays it some hundred times more; what to look at is in the shortest one.
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
)
TestRoundLife = RoundLife.TestCase
