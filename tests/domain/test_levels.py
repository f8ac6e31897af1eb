"""Levels from job titles in three languages."""

import pytest

from organizer.domain.levels import guess_level
from organizer.domain.vocabulary import Level


@pytest.mark.parametrize(
    ("job_title", "organisation", "level"),
    [
        ("CEO", "", Level.TOP),
        ("Geschäftsführerin", "", Level.TOP),
        ("Vorständin", "", Level.TOP),
        ("Directeur", "", Level.TOP),
        ("Dean", "", Level.TOP),
        ("Vice President Sales", "", Level.SENIOR),
        ("Abteilungsleiterin", "", Level.SENIOR),
        ("Teamleider data", "", Level.SENIOR),
        ("Head of Data", "", Level.SENIOR),
        ("Assistant Professor", "", Level.SENIOR),
        ("Junior developer", "", Level.JUNIOR),
        ("Werkstudent", "", Level.JUNIOR),
        ("Promovendus", "", Level.JUNIOR),
        ("Assistentin der Geschäftsführung", "", Level.UNKNOWN),
        ("Solution designer", "", Level.UNKNOWN),
        ("", "", Level.UNKNOWN),
        ("Senior Consultant", "freiberuflich", Level.INDEPENDENT),
        ("Data engineer", "zzp", Level.INDEPENDENT),
        ("Freelance trainer", "", Level.INDEPENDENT),
    ],
)
def test_guess_level(job_title: str, organisation: str, level: Level):
    assert guess_level(job_title, organisation) is level
