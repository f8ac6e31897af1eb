"""The text of an invitation for one person: base text, placeholders, reason, and what is still missing."""

from dataclasses import dataclass
from enum import StrEnum


class LetterKind(StrEnum):
    """Which letter. The INVITATION's base text depends on the kind of occasion, too."""

    INVITATION = "invitation"
    AGAIN = "again"
    SPEAKER = "speaker"
    UPDATE = "update"
    SPEAKER_UPDATE = "speaker-update"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseText:
    """Subject and body with {{ placeholders }}, for one kind of letter, language and form of address."""

    subject: str
    body: str
