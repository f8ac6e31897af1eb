"""Names that can be read in more than one way: which part is the family name, and where does it begin."""

from dataclasses import replace

from organizer.domain.names import Name, fold, is_particle


def is_ambiguous(name: Name) -> bool:
    """Whether a name of one cell and three or more words leaves open where the family name begins."""
    given, family = name.given.split(), name.family.split()
    if not given or not family or "," in name.original or len(given) + len(family) < 3:
        return False
    if fold(name.given + name.family) not in fold(name.original) or any(map(is_particle, family)):
        return False
    return len(given) > 1 and not any(part.rstrip(".").isupper() and len(part) < 3 for part in given)


def other_readings(name: Name) -> tuple[Name, ...]:
    """The same words with the family name beginning elsewhere, then with both names in each other's place."""
    words = [*name.given.split(), *name.family.split()]
    cuts = [(words[:at], words[at:]) for at in range(1, len(words))]
    readings = [replace(name, given=" ".join(given), family=" ".join(family)) for given, family in cuts]
    swapped = replace(name, given=name.family, family=name.given)
    return tuple(one for one in dict.fromkeys([*readings, swapped]) if one != name)
