"""German and Dutch are complete: every sentence of the pages and commands is in both catalogues."""

from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "organizer" / "web" / "translations"
KEYWORDS = {"_": None, "_l": None, "N_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@cache
def said() -> frozenset[str]:
    """Every sentence marked for translation, the singular where there are two."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_ours)
    return frozenset(one if isinstance(one, str) else one[0] for _, _, one, _, _ in found)


def _is_ours(directory: str | Path) -> bool:
    return Path(directory).name not in (".venv", ".git", "tests", "node_modules", "instance")


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def is_whole(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


@pytest.mark.parametrize("language", ["de", "nl"])
def test_every_sentence_is_translated(language: str) -> None:
    known = catalogue(language)

    assert sorted(one for one in said() if not is_whole(known.get(one))) == []
    assert len(said()) > 500


@pytest.mark.parametrize("language", ["de", "nl"])
def test_translations_name_the_same_values(language: str) -> None:
    faults = [(message.id, str(error)) for message in catalogue(language) for error in message.check()]

    assert faults == []
