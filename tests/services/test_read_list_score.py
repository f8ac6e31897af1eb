"""All lists of the corpus together, judged by its own score."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from organizer.services.read_list import read_files

NO_LISTS = {"README.md", "truth.json", "score.py", "make_big.py"}


def judge(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_list_is_read_nearly_without_fault(attendees: Path, tmp_path: Path):
    lists = sorted(path for path in attendees.iterdir() if path.is_file() and path.name not in NO_LISTS)
    result = tmp_path / "result.json"
    result.write_text(json.dumps(read_files(lists)), encoding="utf-8")
    score = judge(attendees)

    judged = score.score(json.loads((attendees / "truth.json").read_text(encoding="utf-8")), score.load_result(result))

    assert judged["headline"] >= 99
    assert min(seen["weighted_field_f1"] for seen in judged["per_file"].values()) > 0.96
    assert judged["merge"]["n_wrong"] == 0
    assert (judged["rejects"]["leaked"], judged["rejects"]["persons_thrown_away"]) == (0, 0)
    assert judged["files"]["wrongly_refused"] == 0
