"""What the command read-list writes."""

import json
import subprocess
import sys
from pathlib import Path

from organizer.services.read_list import read_files

BOB = {
    "given": "Bob",
    "family": "de Wit",
    "honorific": "Dr.",
    "suffix": "",
    "email": "bob@polder.example.org",
    "organisation": "Polder",
    "title": "Docent",
    "city": "Utrecht",
    "country": "NL",
    "linkedin": "https://www.linkedin.com/in/bob",
    "bio": "",
    "topics": ["AI", "Privacy"],
    "talks": [],
    "is_speaker": None,
    "consent": True,
    "language": "",
    "row": 2,
    "person": "p1",
}

LISTS = (".csv", ".xls", ".xlsx", ".txt", ".html", ".vcf", ".pdf")


def test_read_files_writes_persons_rejected_and_errors(tmp_path: Path):
    (tmp_path / "one.csv").write_text(
        "Naam;E-mail;Bedrijf;Functie;Plaats;Land;LinkedIn;Onderwerpen;Deelnemerslijst;Status\n"
        "Dr. Bob de Wit;bob@polder.example.org;Polder;Docent;Utrecht;Nederland;"
        "https://www.linkedin.com/in/bob;AI, Privacy;ja;betaald\n"
        "Eve Kok;eve@example.org;;;;;;;;geannuleerd\n",
        encoding="utf-8",
    )
    (tmp_path / "two.csv").write_text("", encoding="utf-8")

    found = read_files([tmp_path / "one.csv", tmp_path / "two.csv", tmp_path / "none.csv"])

    assert found == {
        "files": {
            "one.csv": {
                "persons": [BOB],
                "rejected": [{"row": 3, "reason": "not_attending", "text": "Eve Kok | eve@example.org | geannuleerd"}],
                "error": None,
            },
            "two.csv": {
                "persons": [],
                "rejected": [],
                "error": "This list is empty. Check whether you chose the right file, or paste the rows as text.",
            },
            "none.csv": {
                "persons": [],
                "rejected": [],
                "error": "none.csv cannot be opened (No such file or directory). "
                "Check the name and whether you may read it.",
            },
        }
    }


def test_read_files_numbers_the_same_human_across_files(tmp_path: Path):
    (tmp_path / "one.csv").write_text("Name,Email\nBob de Wit,bob@example.org\nEve Kok,eve@example.org\n")
    (tmp_path / "two.csv").write_text("Name,Email\nEve Kok,EVE@example.org\nEve Lee,eve@example.org\n")

    files = read_files([tmp_path / "one.csv", tmp_path / "two.csv"])["files"]

    assert isinstance(files, dict)
    assert [[person["person"] for person in one["persons"]] for one in files.values()] == [["p1", "p2"], ["p2", "p4"]]


def test_read_files_keeps_both_of_the_same_name(tmp_path: Path):
    paths = [tmp_path / folder / "list.csv" for folder in ("spring", "autumn")]
    for path, name in zip(paths, ("Bob de Wit", "Eve Kok"), strict=True):
        path.parent.mkdir()
        path.write_text(f"Name,Email\n{name},someone@example.org\n")

    files = read_files(paths)["files"]

    assert isinstance(files, dict)
    assert {where: one["persons"][0]["family"] for where, one in files.items()} == {
        str(paths[0]): "de Wit",
        str(paths[1]): "Kok",
    }


def test_real_lists_score_as_promised(attendees: Path, tmp_path: Path):
    names = sorted(path for path in attendees.iterdir() if path.suffix in LISTS)
    result, score = tmp_path / "result.json", tmp_path / "score.json"
    result.write_text(json.dumps(read_files(names)), encoding="utf-8")

    subprocess.run(
        [sys.executable, attendees / "score.py", attendees / "truth.json", result, "--json", score],
        check=True,
        capture_output=True,
    )

    scores = json.loads(score.read_text(encoding="utf-8"))
    assert (scores["merge"]["n_wrong"], scores["rejects"]["leaked"], scores["rejects"]["persons_thrown_away"]) == (
        0,
        0,
        0,
    )
    assert scores["merge"]["in_file_duplicates_left"] == 0
    assert (scores["headline"] >= 99, scores["files"]["wrongly_refused"]) == (True, 0)
    low = {
        path.name: one
        for path in names
        if (one := scores["per_file"][path.name])["persons"] < 0.97 or one["weighted_field_f1"] < 0.96
    }
    assert low == {}
