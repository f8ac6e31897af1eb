"""A person's name, its parts, and how it is shown, sorted and compared."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name in parts; particles belong to `family` ("van den Berg"). `original` is the string it was read from."""

    given: str = ""
    family: str = ""
    honorific: str = ""
    suffix: str = ""
    original: str = ""

    @property
    def full(self) -> str:
        """Given and family name, without titles."""
        return " ".join(part for part in (self.given, self.family) if part) or self.original

    @property
    def display(self) -> str:
        """With the title in front and the degree behind, as on a table card."""
        named = " ".join(part for part in (self.honorific, self.full) if part)
        return f"{named}, {self.suffix}" if self.suffix else named

    @property
    def initials(self) -> str:
        """One or two capitals for a seat: first letters of the given name and of the family name's last word."""
        parts = [self.given, self.family.split()[-1] if self.family else ""]
        return "".join(part[:1].upper() for part in parts if part) or self.original[:2].upper() or "?"
