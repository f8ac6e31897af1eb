"""Words from lists and forms, made fit to stand in a letter: one line, nothing invisible, quotes of the language."""

import re

from organizer.domain.vocabulary import Language

# Zero-width joiners are invisible, too, but belong to names in Persian and in scripts of India.
JOINERS = "\u200c\u200d"
DOUBLED_BRACES = re.compile(r"\{{2,}|\}{2,}")
DOUBLE_QUOTED = re.compile('["„“”«»]([^"„“”«»]*)["„“”«»]')

OUTER_QUOTES = {Language.DE: ("„", "“"), Language.EN: ("“", "”"), Language.NL: ("‘", "’")}
INNER_QUOTES = {Language.DE: ("‚", "‘"), Language.EN: ("‘", "’"), Language.NL: ("“", "”")}
AND = {Language.DE: "und", Language.EN: "and", Language.NL: "en"}

LONGEST_WORDS = 200


def one_line(text: str, longest: int = LONGEST_WORDS) -> str:
    """A piece of one line, cut at a word when it is too long; it can never be read as a placeholder."""
    line = " ".join(visible(text[: 8 * longest]).split())
    return shortened(DOUBLED_BRACES.sub(lambda braces: braces[0][0], line), longest)


def several_lines(text: str) -> str:
    """A text whose line breaks count; otherwise as `one_line`, of any length."""
    lines = (" ".join(visible(line).split()) for line in text.splitlines())
    return DOUBLED_BRACES.sub(lambda braces: braces[0][0], "\n".join(lines)).strip("\n")


def template_lines(text: str) -> str:
    """A text the host writes for letters: its placeholders, indents and empty lines stay, controls do not."""
    return "\n".join(visible(line.replace("\x1f", " ")) for line in text.splitlines()).strip("\n")


def visible(text: str) -> str:
    """The text without controls, marks of direction and whatever else nobody can see, blanks and line breaks kept."""
    if text.isprintable():
        return text
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace() or sign in JOINERS)


def shortened(text: str, longest: int) -> str:
    """The text, or as many of its words as fit, and an ellipsis."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head} …"


def inside_quotes(text: str, language: Language) -> str:
    """What stands between the quotes that a letter sets: without a full stop at its end, with inner quotes inside."""
    text = text.strip().removesuffix(".")
    if len(text) > 1 and DOUBLE_QUOTED.fullmatch(text):
        text = text[1:-1].strip()
    opening, closing = INNER_QUOTES[language]
    return DOUBLE_QUOTED.sub(lambda match: f"{opening}{match[1]}{closing}", text)


def quoted(text: str, language: Language) -> str:
    """In the quotes of the language: „…“, “…”, ‘…’."""
    opening, closing = OUTER_QUOTES[language]
    return f"{opening}{inside_quotes(text, language)}{closing}"


def joined(parts: tuple[str, ...], language: Language) -> str:
    """An enumeration: A, B and C."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {AND[language]} {parts[-1]}"
