"""How close the people of a list are to a topic, for judging relevance from outside: the command `rank`."""

import numpy as np

from organizer.domain.meanings import understand
from organizer.domain.relevance import prepare
from organizer.formats.attendee_lists import read_attendee_list
from organizer.services.meanings import encoder
from organizer.services.people import as_person


def rank_list(content: bytes, filename: str, topic: str, limit: int | None) -> list[dict[str, object]]:
    """The people of a list, closest to the topic first; equal ones in the order of the list."""
    attendees = read_attendee_list(content, filename=filename).attendees
    index, encode = prepare([as_person(attendee) for attendee in attendees]), encoder()
    by_words = index.scores(topic)
    scores = understand(index, encode).scores(topic, by_words) if encode and attendees else by_words
    order = np.argsort(-scores, kind="stable")[:limit]
    return [
        {"row": attendees[at].row, "name": attendees[at].name.full, "score": round(float(scores[at]), 6)}
        for at in order
    ]
