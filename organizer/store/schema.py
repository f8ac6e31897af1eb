"""Every table. What belongs to a host carries `host_id` itself or hangs on something that does."""

import sqlalchemy as sa

from organizer.domain.attendee_list import ListKind, RowVerdict
from organizer.domain.import_runs import Stage
from organizer.domain.incoming import Way
from organizer.domain.invitations import InvitationState, Place, Role
from organizer.domain.letters import LetterKind
from organizer.domain.outbox import DispatchKind, DispatchState
from organizer.domain.parties import Lean, OccasionKind
from organizer.domain.replies import Channel, Verdict
from organizer.domain.rounds import RoundState
from organizer.domain.same_person import Answer
from organizer.domain.table_requests import Wish
from organizer.domain.vocabulary import Consent, Formality, Language, Level, ParticipationStatus
from organizer.store.types import Enum, Strings, UtcDateTime

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, default="", server_default="")


def _of(table: str, *, name: str = "", ondelete: str = "CASCADE", nullable: bool = False) -> sa.Column[int]:
    name = name or {"people": "person_id", "parties": "party_id"}.get(table, f"{table.removesuffix('s')}_id")
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id", ondelete=ondelete), nullable=nullable, index=True)


hosts = sa.Table(
    "hosts",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    _text("role"),
    _text("organisation"),
    sa.Column("level", Enum(Level), nullable=False, default=Level.UNKNOWN),
    sa.Column("topics", Strings, nullable=False, default=()),
    _text("signature"),
    _text("company_details"),  # what the law asks of a firm's mails; stands in the small print
    sa.Column("language", Enum(Language), nullable=False),
    sa.Column("time_zone", sa.Text, nullable=False),
)

# Who signs in by mail: an address shown to be theirs. Local mode has none.
accounts = sa.Table(
    "accounts",
    metadata,
    _id(),
    sa.Column("host_id", sa.ForeignKey("hosts.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

# A host's own mailbox to send from; the password is sealed, and the key to it is not in the database.
senders = sa.Table(
    "senders",
    metadata,
    sa.Column("host_id", sa.ForeignKey("hosts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("tested_at", UtcDateTime, nullable=False),
)

# Requests to sign in, for a day; of the secrets only hashes.
sign_ins = sa.Table(
    "sign_ins",
    metadata,
    _id(),
    sa.Column("email", sa.Text, nullable=False, index=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("code_hash", sa.String(64), nullable=False),
    sa.Column("browser_hash", sa.String(64), nullable=False, index=True),
    sa.Column("place_hash", sa.String(64), nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False, index=True),
    sa.Column("wrong_codes", sa.Integer, nullable=False, default=0, server_default="0"),
)

# A browser that is signed in; the cookie holds the secret, signing out deletes the row.
visits = sa.Table(
    "visits",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("began_at", UtcDateTime, nullable=False),
    sa.Column("ends_at", UtcDateTime, nullable=False),
)

# Forms filled in but not yet sent off, for a day: of previews, and of pages that were turned to another language.
kept_forms = sa.Table(
    "kept_forms",
    metadata,
    _id(),
    sa.Column("visit_hash", sa.String(64), nullable=False, index=True),
    sa.Column("token", sa.String(40), nullable=False, unique=True),
    sa.Column("page", sa.Text, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),  # [[name, value], ...]
    sa.Column("kept_at", UtcDateTime, nullable=False, index=True),
)

# When a host is busy, from their own calendar: spans of time only, and only until then.
busy_calendars = sa.Table(
    "busy_calendars",
    metadata,
    sa.Column("host_id", sa.ForeignKey("hosts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("read_at", UtcDateTime, nullable=False),
    sa.Column("until", UtcDateTime, nullable=False),
    sa.Column("spans", sa.JSON, nullable=False),  # [[start, end], ...] in seconds since 1970
)

occasions = sa.Table(
    "occasions",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("kind", Enum(OccasionKind), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    _text("place"),
    sa.Column("planned_on", sa.Date),
    _text("fell_out"),
)

# An uploaded list: its bytes only until it is confirmed or thrown away, its rows for as long as its people.
attendee_lists = sa.Table(
    "attendee_lists",
    metadata,
    _id(),
    _of("hosts"),
    _of("occasions", nullable=True, ondelete="SET NULL"),
    sa.Column("filename", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary),
    sa.Column("decisions", sa.JSON),  # what the host says of encoding, sheet and columns, while the list waits
    sa.Column("kind", Enum(ListKind), nullable=False, default=ListKind.LIST, server_default=ListKind.LIST.value),
    sa.Column("uploaded_at", UtcDateTime, nullable=False),
    sa.Column("confirmed_at", UtcDateTime),
    _text("source"),  # where it is from, in the host's words; asked before the first sending
    _text("basis"),  # why it may be used
    sa.Column("received_on", sa.Date),
)

# A long list that is imported while its host does something else, by whom until when; gone once it is imported.
import_runs = sa.Table(
    "import_runs",
    metadata,
    sa.Column("list_id", sa.ForeignKey("attendee_lists.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("stage", Enum(Stage), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("rows_expected", sa.Integer, nullable=False),
    sa.Column("owner", sa.String(40), nullable=False),
    sa.Column("lease_until", UtcDateTime, nullable=False),
    sa.Column("is_cancelled", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    _text("failure"),  # [sentence, {name: value}] as JSON
)

# What a host said of the columns of lists with certain headers: {header key: Field}, by a hash of the headers.
column_layouts = sa.Table(
    "column_layouts",
    metadata,
    sa.Column("host_id", sa.ForeignKey("hosts.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("fingerprint", sa.String(64), primary_key=True),
    sa.Column("fields", sa.JSON, nullable=False),
    sa.Column("kept_at", UtcDateTime, nullable=False),
)

people = sa.Table(
    "people",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("given", sa.Text, nullable=False),
    sa.Column("family", sa.Text, nullable=False),
    _text("honorific"),
    _text("suffix"),
    _text("original_name"),
    _text("email"),
    _text("organisation"),
    _text("department"),
    _text("job_title"),
    sa.Column("level", Enum(Level), nullable=False, default=Level.UNKNOWN),
    _text("city"),
    _text("country"),
    _text("time_zone"),
    sa.Column("language", Enum(Language)),
    sa.Column("formality", Enum(Formality)),
    sa.Column("topics", Strings, nullable=False, default=()),
    sa.Column("talks", Strings, nullable=False, default=()),
    _text("bio"),
    _text("profile_url"),
    sa.Column("consent", Enum(Consent), nullable=False, default=Consent.NOT_ASKED),
    sa.Column("is_speaker", sa.Boolean, nullable=False, default=False),
    _text("note"),
    sa.Column("address_hash", sa.String(64), nullable=False, default="", server_default=""),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # The last day of somebody whom the host did not pick; a whole host is asked for it on many pages.
    sa.Column("leaves_on", sa.Date),
    sa.Index(
        None,
        "host_id",
        "leaves_on",
        sqlite_where=sa.text("leaves_on IS NOT NULL"),
        postgresql_where=sa.text("leaves_on IS NOT NULL"),
    ),
    # Ids are in entries that guests keep: one whose person was taken out is never given to another.
    sqlite_autoincrement=True,
)

# Another stamp after every change to a host's people, lists or opt-outs: what was prepared from them is out of date.
people_stamps = sa.Table(
    "people_stamps",
    metadata,
    sa.Column("host_id", sa.Integer, primary_key=True, autoincrement=False),  # 0 for everybody's
    sa.Column("stamp", sa.String(40), nullable=False),
)

# Every row of every confirmed list, whatever became of it. `person_id` says whom it gave or was merged into.
list_rows = sa.Table(
    "list_rows",
    metadata,
    _id(),
    _of("attendee_lists", name="list_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("verdict", Enum(RowVerdict), nullable=False),
    _text("text"),
    _of("people", nullable=True, ondelete="SET NULL"),
    sa.Column("was_new", sa.Boolean, nullable=False, default=False),
    sa.Column("filled", Strings, nullable=False, default=()),  # fields of a known person that this row filled
    # What the row says of somebody, where the person does not: set aside, a repeat, or of somebody known before.
    sa.Column("says", sa.JSON(none_as_null=True)),
)

# Two people who may be one human, the smaller id first: to be asked, put off, or kept apart for ever after.
likenesses = sa.Table(
    "likenesses",
    metadata,
    sa.Column("one_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("other_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True),
    _of("hosts"),
    sa.Column("answer", Enum(Answer), nullable=False, default=Answer.OPEN),
    sa.Column("answered_at", UtcDateTime),
)

# Two people joined to one. `record` is everything it takes to part them again: the person who went, rows that moved.
unions = sa.Table(
    "unions",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("kept_id", sa.Integer, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("gone_id", sa.Integer, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
)

# "Do not write to me again" outlives the person: only a keyed hash of the address is kept.
opt_outs = sa.Table(
    "opt_outs",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("address_hash", sa.String(64), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.UniqueConstraint("host_id", "address_hash"),
)

# Who was erased, without a name: enough to erase them once more after an older backup came back.
erasures = sa.Table(
    "erasures",
    metadata,
    _id(),
    _of("hosts"),
    sa.Column("person_id", sa.Integer, nullable=False),
    sa.Column("known_since", UtcDateTime, nullable=False),
    sa.Column("erased_at", UtcDateTime, nullable=False),
)

parties = sa.Table(
    "parties",
    metadata,
    _id(),
    _of("hosts"),
    _of("occasions"),
    _text("topic"),
    _text("question"),
    sa.Column("spoken_language", Enum(Language), nullable=False),
    sa.Column("guests_wanted", sa.Integer, nullable=False),
    sa.Column("length_minutes", sa.Integer, nullable=False),
    sa.Column("formality", Enum(Formality), nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    # The host's taste in tables: close to the topic or mixed, more senior people, more new faces.
    sa.Column("lean", Enum(Lean), nullable=False, default=Lean.BALANCED, server_default=Lean.BALANCED.value),
    sa.Column("more_senior", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("more_new_faces", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("many_of_one", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
)

# What the host wants of a person at a party's table: hoped for (a star), must be there, not this time.
wishes = sa.Table(
    "wishes",
    metadata,
    sa.Column("party_id", sa.ForeignKey("parties.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("wish", Enum(Wish), nullable=False),
)

# Two people never at the same table; the smaller id first.
apart = sa.Table(
    "apart",
    metadata,
    sa.Column("party_id", sa.ForeignKey("parties.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("one_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("other_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
)

rounds = sa.Table(
    "rounds",
    metadata,
    _id(),
    _of("parties"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", Enum(RoundState), nullable=False, default=RoundState.PLANNING),
    sa.Column("starts_at", UtcDateTime),
    sa.Column("time_zone", sa.Text, nullable=False),
    sa.Column("length_minutes", sa.Integer, nullable=False),
    _text("video_link"),
    sa.Column("revision", sa.Integer, nullable=False, default=0, server_default="0"),  # rises with every change
    # How many invited guests had themselves deleted; nothing else is left of them.
    sa.Column("guests_deleted", sa.Integer, nullable=False, default=0, server_default="0"),
    sa.UniqueConstraint("party_id", "number"),
)

speaker_slots = sa.Table(
    "speaker_slots",
    metadata,
    sa.Column("round_id", sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    _of("people"),
    sa.Column("offset_minutes", sa.Integer, nullable=False),
    sa.Column("length_minutes", sa.Integer, nullable=False),
    _text("brief"),
    _text("assistant_email"),
)

# Guests who are there for a part of the round only.
stays = sa.Table(
    "stays",
    metadata,
    sa.Column("round_id", sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("offset_minutes", sa.Integer, nullable=False),
    sa.Column("length_minutes", sa.Integer, nullable=False),
)

seats = sa.Table(
    "seats",
    metadata,
    sa.Column("round_id", sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", Enum(Place), nullable=False),
    sa.Column("rank", sa.Integer, nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False, default=False),
    sa.Column("facts", sa.JSON, nullable=False),  # [[kind, detail, ...], ...]
)

# The base text a host changed, per language, form of address and kind; untouched ones come with the program.
base_texts = sa.Table(
    "base_texts",
    metadata,
    sa.Column("round_id", sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", Enum(LetterKind), primary_key=True),
    sa.Column("language", Enum(Language), primary_key=True),
    sa.Column("formality", Enum(Formality), primary_key=True),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

# What the host wrote for one person: a reason and lines of their own, or a whole text instead of the base text.
letters = sa.Table(
    "letters",
    metadata,
    sa.Column("round_id", sa.ForeignKey("rounds.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", Enum(LetterKind), primary_key=True),
    sa.Column("reason", sa.Text),
    _text("appreciation"),
    _text("offer"),
    sa.Column("subject", sa.Text),
    sa.Column("body", sa.Text),
    sa.Column("reviewed_at", UtcDateTime),
    sa.Column("reviewed_as", sa.String(64), nullable=False, default="", server_default=""),  # hash of what was read
)

invitations = sa.Table(
    "invitations",
    metadata,
    _id(),
    _of("rounds"),
    _of("people"),
    sa.Column("role", Enum(Role), nullable=False),
    sa.Column("uid", sa.String(80), nullable=False, unique=True),
    sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
    sa.Column("sequence", sa.Integer, nullable=False, default=0),
    sa.Column("asked_sequence", sa.Integer, nullable=False, default=0),
    sa.Column("state", Enum(InvitationState), nullable=False, default=InvitationState.PLANNED),
    sa.Column("came", sa.Boolean),
    sa.Column("created_at", UtcDateTime, nullable=False),
)

# The record of sending: one row per mail, its bytes frozen when the host presses send.
dispatches = sa.Table(
    "dispatches",
    metadata,
    _id(),
    _of("invitations"),
    sa.Column("kind", Enum(DispatchKind), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("state", Enum(DispatchState), nullable=False, index=True),
    sa.Column("envelope_from", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    # The keyed hash of it, by which "do not write to me again" finds the mail whoever has the address now.
    sa.Column("recipient_hash", sa.String(32), nullable=False, default="", server_default=""),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("message_id", sa.Text, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    # The letter as plain text, and folded with subject and recipient to search in; older mails have the bytes only.
    sa.Column("body", sa.Text),
    sa.Column("search_text", sa.Text),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False, default=0),
    sa.Column("owner", sa.String(40)),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("last_code", sa.Integer),
    _text("last_text"),
    sa.Column("settled_at", UtcDateTime),
    sa.UniqueConstraint("invitation_id", "kind", "sequence"),
)

# When a mail came to its dot, for a day, by a mark of the mailbox: its provider counted it, whatever became of it, of
# its row and of whom it was for.
departures = sa.Table(
    "departures",
    metadata,
    _id(),
    sa.Column("mailbox", sa.String(32), nullable=False),
    sa.Column("left_at", UtcDateTime, nullable=False),
    sa.Index(None, "mailbox", "left_at"),
)

# Everything that came back about an invitation, with what was decided and why; its texts go with the person, or some
# time after the round.
incoming = sa.Table(
    "incoming",
    metadata,
    _id(),
    _of("invitations"),
    sa.Column("verdict", Enum(Verdict), nullable=False),
    sa.Column("way", Enum(Way), nullable=False),
    _text("sender"),
    _text("name"),
    sa.Column("status", Enum(ParticipationStatus)),
    sa.Column("sequence", sa.Integer),
    sa.Column("said_at", UtcDateTime, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    _text("text"),
    sa.Column("proposed_start", UtcDateTime),
    sa.Column("proposed_end", UtcDateTime),
    _text("delegate"),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("settled_at", UtcDateTime),
    sa.UniqueConstraint("invitation_id", "fingerprint", "verdict"),
)

# The folders that are read for answers, and how far.
mailboxes = sa.Table(
    "mailboxes",
    metadata,
    _id(),
    sa.Column("account", sa.Text, nullable=False, unique=True),
    sa.Column("uid_validity", sa.BigInteger, nullable=False, default=0),
    sa.Column("last_uid", sa.BigInteger, nullable=False, default=0),
    sa.Column("looked_at", UtcDateTime),
    sa.Column("failed_at", UtcDateTime),  # since when it cannot be read; none while it can
    _text("failure"),
)

replies = sa.Table(
    "replies",
    metadata,
    _id(),
    _of("invitations"),
    sa.Column("status", Enum(ParticipationStatus), nullable=False),
    sa.Column("channel", Enum(Channel), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("said_at", UtcDateTime, nullable=False),
    sa.Column("received_at", UtcDateTime, nullable=False),
    _text("comment"),
)
