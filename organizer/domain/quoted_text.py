"""What somebody wrote in a mail, parted from what they quote and from the signature of their program."""

import re

LONGEST_TEXT, LONGEST_LINE, LONGEST_WORDS = 50_000, 500, 2000

# "On Tue, 3 Nov 2026 at 09:00, Alice wrote:" in the languages our guests' programs speak; perhaps over two lines.
ATTRIBUTION = re.compile(
    r"(?:on|am|op|le|el|il|den|em)\b.{4,300}"
    r"(?:wrote|schrieb(?: .{1,120})?|schreef(?: .{1,120})?|a écrit|escribió|ha scritto|skrev|escreveu)\s*:",
    re.IGNORECASE,
)
BARE_ATTRIBUTION = re.compile(
    r".{1,200}(?:wrote|schrieb|schreef|a écrit|escribió|ha scritto|skrev)(?: .{1,120})?\s*:", re.IGNORECASE
)
DIVIDER = re.compile(
    r"[-_=—]{2,}\s*(?:original message|ursprüngliche nachricht|original-nachricht|ursprungsnachricht|originalnachricht|"
    r"weitergeleitete nachricht|oorspronkelijk(?:e)? bericht|doorgestuurd bericht|forwarded message|message d'origine|"
    r"mensaje original)\s*[-_=—]*|_{10,}|begin forwarded message:|anfang der weitergeleiteten nachricht:",
    re.IGNORECASE,
)
HEADER = re.compile(
    r"\*?(?:from|von|van|de|gesendet|sent|verzonden|date|datum|an|to|aan|cc|betreff|subject|onderwerp)\*?\s*:\*?\s*\S.*",
    re.IGNORECASE,
)
SIGNATURE = re.compile(
    r"--\s?|sent from my .{1,60}|von meinem .{1,60}|gesendet (?:von|mit|aus) .{1,80}|diese nachricht wurde von .{1,80}|"
    r"verzonden (?:vanaf|vanuit|met|via) .{1,80}|verstuurd (?:vanaf|vanuit|met|via) .{1,80}|get outlook for .{1,40}|"
    r"(?:outlook|laden sie outlook) (?:für|voor) .{1,60}|sent (?:with|via) .{1,60}|holen sie sich outlook .{1,60}",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What was written here, without the mail it quotes and without the signature; the first 2,000 characters.

    Words below or between quoted lines count; below an unmarked quotation nothing can be told apart.
    """
    lines = [line[:LONGEST_LINE].rstrip() for line in text[:LONGEST_TEXT].splitlines()]
    own: list[str] = []
    for number, line in enumerate(lines):
        if _ends_here(lines, number):
            break
        if not line.lstrip().startswith(">") and not _is_attribution(lines, number):
            own.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()[:LONGEST_WORDS].strip()


def _ends_here(lines: list[str], number: int) -> bool:
    """Whether a signature or an unmarked quotation begins in this line."""
    line = lines[number].strip()
    if DIVIDER.fullmatch(line) or SIGNATURE.fullmatch(line) or _is_header_block(lines, number):
        return True
    return _is_attribution(lines, number) and not _quotes_next(lines, number)


def _is_header_block(lines: list[str], number: int) -> bool:
    """Three lines of a mail's head in a row, as Outlook sets them above what it quotes."""
    return len(lines) >= number + 3 and all(HEADER.fullmatch(line.strip()) for line in lines[number : number + 3])


def _is_attribution(lines: list[str], number: int) -> bool:
    """Whether this line says who wrote what follows; it may run over two lines."""
    line, before = lines[number].strip(), lines[number - 1].strip() if number else ""
    following = lines[number + 1].strip() if number + 1 < len(lines) else ""
    whole = (line, f"{line} {following}", f"{before} {line}")
    if any(ATTRIBUTION.fullmatch(one) for one in whole if one):
        return True
    return bool(BARE_ATTRIBUTION.fullmatch(line)) and _quotes_next(lines, number)


def _quotes_next(lines: list[str], number: int) -> bool:
    """Whether the next lines that hold anything are marked as quoted."""
    rest = (line.lstrip() for line in lines[number + 1 : number + 5])
    return any(line.startswith(">") for line in rest)
