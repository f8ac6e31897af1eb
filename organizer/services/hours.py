"""What everybody's clock shows when the evening begins, and what changes of the clocks do around that day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from organizer.domain.people import Person
from organizer.domain.scheduling import (
    HourVerdict,
    LocalHour,
    clock_change_near,
    difference_shifts,
    is_ambiguous,
    local_hours,
    local_time,
)
from organizer.services.rounds import Evening


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneHours:
    """One zone's wall clock, who lives by it, and whether its distance to the host's clock shifts in these weeks."""

    hour: LocalHour
    people: tuple[Person, ...]
    is_hosts: bool
    shifts: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Everybody's hours, from west to east. `unknown` are those whose zone is not known: probably the host's.

    `comes_twice` says that the clocks go back and show the host's time twice; `clocks_change_on` is the day within two
    weeks on which the host's clocks are changed.
    """

    starts_at: datetime
    zones: tuple[ZoneHours, ...]
    unknown: tuple[Person, ...]
    comes_twice: bool
    clocks_change_on: date | None

    @property
    def is_hard_on(self) -> tuple[Person, ...]:
        """Those for whom it is night."""
        night = (zone for zone in self.zones if zone.hour.verdict is HourVerdict.RED)
        return tuple(person for zone in night for person in zone.people)


def everybodys_hours(planned: Evening, starts_at: datetime, time_zone: str) -> Hours:
    """The hours of host, guests and speaker, were the evening to begin at this instant."""
    invitees = (*planned.guests, *((planned.speaker,) if planned.speaker else ()))
    living: defaultdict[str, list[Person]] = defaultdict(list, {time_zone: []})
    for person in invitees:
        if person.time_zone:
            living[person.time_zone].append(person)
    zones = (
        ZoneHours(
            hour=hour,
            people=tuple(living[hour.time_zone]),
            is_hosts=hour.time_zone == time_zone,
            shifts=difference_shifts(starts_at, time_zone, hour.time_zone),
        )
        for hour in local_hours(starts_at, living)
    )
    return Hours(
        starts_at=starts_at,
        zones=tuple(sorted(zones, key=lambda zone: (zone.hour.local, not zone.is_hosts, zone.hour.time_zone))),
        unknown=tuple(person for person in invitees if not person.time_zone),
        comes_twice=is_ambiguous(local_time(starts_at, time_zone), time_zone),
        clocks_change_on=clock_change_near(starts_at, time_zone),
    )
