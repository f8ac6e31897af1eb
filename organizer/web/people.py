"""Pages of people: found, typed in, corrected, and left in peace when they ask for it."""

from collections.abc import Iterator
from dataclasses import replace

from babel import Locale
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import Connection
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.validators import Length, Optional, ValidationError

from organizer.domain.levels import guess_level
from organizer.domain.name_readings import other_readings
from organizer.domain.names import Name
from organizer.domain.people import Person
from organizer.domain.places import guess_language, guess_time_zone
from organizer.domain.plain_text import several_lines
from organizer.domain.vocabulary import Formality, Language, Level, OccasionId, PersonId
from organizer.services import attendee_lists, erasures, letter_history, parties, same_person, unpicked
from organizer.services import people as service
from organizer.services.people import NamelessPersonError, NoAddressToRememberError
from organizer.settings import open_keys
from organizer.web.access import current_host
from organizer.web.asked import asked_occasion, asked_page
from organizer.web.board_words import KINDS
from organizer.web.database import reading, writing
from organizer.web.forms import (
    LONGEST_TEXT,
    WELL_FORMED,
    Form,
    LineField,
    TimeZoneField,
    choices,
    one_line,
    zone_choices,
)
from organizer.web.languages import sentence
from organizer.web.letter_history import mail_states
from organizer.web.security import page_before, same_origin_path
from organizer.web.shell import shell
from organizer.web.sought_people import asked_people, filters_for
from organizer.web.words import FORMALITIES, LANGUAGES, LEVELS

blueprint = Blueprint("people", __name__)

Answer = str | Response | tuple[str, int]

ASKED_AS_IS = (
    "email",
    "organisation",
    "job_title",
    "level",
    "city",
    "country",
    "time_zone",
    "language",
    "formality",
    "note",
)
MOST_WORDS_OF_NAME = 6
NEIGHBOURS = ("DE", "NL", "AT", "CH", "BE", "GB", "IE", "FR", "DK", "PL")
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})  # groupings and places unknown


def country_choices() -> list[SelectChoice]:
    """Countries in the reader's language; those near by first."""
    names = country_names()
    others = sorted((code for code in names if code not in NEIGHBOURS), key=lambda code: names[code])
    groups = ((gettext("Often used"), NEIGHBOURS), (gettext("All others"), others))
    named = [SelectChoice(code, names[code], optgroup=group) for group, codes in groups for code in codes]
    return [SelectChoice("", gettext("not known")), *named]


class PlaceZoneField(TimeZoneField):
    """A time zone, or none of its own: then that of the place."""

    def __init__(self, label: str, **options: str) -> None:
        super().__init__(label, **options)
        self.choices = [SelectChoice("", gettext("that of the place")), *zone_choices()]

    def pre_validate(self, form: BaseForm) -> None:
        if self.data:
            super().pre_validate(form)


def language_choices() -> list[SelectChoice]:
    return [SelectChoice("", gettext("not known")), *choices(LANGUAGES)]


def formality_choices() -> list[SelectChoice]:
    return [SelectChoice("", gettext("as usual at the party")), *choices(FORMALITIES)]


class PersonForm(Form):
    """Everything a host may say of a person."""

    honorific = LineField(_l("Title"), render_kw={"autocomplete": "off"})
    given = LineField(_l("Given name"), render_kw={"autocomplete": "off"})
    family = LineField(_l("Family name"), render_kw={"autocomplete": "off"})
    suffix = LineField(_l("Degree behind"), render_kw={"autocomplete": "off"})
    email = LineField(_l("Mail address"), (Optional(), WELL_FORMED), render_kw={"type": "email", "autocomplete": "off"})
    organisation = LineField(_l("Organisation"), render_kw={"autocomplete": "off"})
    job_title = LineField(_l("Job title"), render_kw={"autocomplete": "off"})
    level = SelectField(_l("Level"), choices=choices(LEVELS), default=Level.UNKNOWN)
    city = LineField(_l("City"), render_kw={"autocomplete": "off"})
    country = SelectField(_l("Country"), choices=country_choices, default="")
    time_zone = PlaceZoneField(_l("Time zone"), default="")
    language = SelectField(_l("Language of the letter"), choices=language_choices, default="")
    formality = SelectField(_l("Form of address"), choices=formality_choices, default="")
    topics = TextAreaField(
        _l("Topics"), validators=[Length(max=LONGEST_TEXT, message=_l("Please keep this under %(max)d characters."))]
    )
    note = TextAreaField(
        _l("What we have in common"),
        validators=[Length(max=LONGEST_TEXT, message=_l("Please keep this under %(max)d characters."))],
    )
    occasion = HiddenField()

    def validate_family(self, field: LineField) -> None:
        """One of the names is enough."""
        if not (field.data or self.given.data):
            raise ValidationError(sentence(NamelessPersonError()))


@blueprint.get("/people")
def people() -> str:
    """Everybody known, or those who fit the words searched for."""
    host_id = current_host().id
    with reading() as connection:
        range_ = service.range_of(connection, host_id)
        sought = asked_people(request.args, range_, g.now)
        found = service.search(connection, host_id, sought.text, asked_page(), sought.among)
        doubles = same_person.count_open(connection, host_id)
        leaving = unpicked.leaving(connection, host_id, g.now)
    return render_template(
        "people/people.html",
        found=found,
        sought=sought,
        filters=filters_for(sought, range_, country_names()),
        everybody=range_.everybody,
        countries=country_names(),
        doubles=doubles,
        leaving=leaving,
    )


@blueprint.get("/people/new")
def new() -> str:
    """Type in one person, for an occasion or for none."""
    return _new_page(PersonForm(data={"occasion": request.args.get("occasion", "")}))


@blueprint.post("/people")
def add() -> Answer:
    """Make the person known; one who is known already gets what was typed."""
    form = PersonForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    newcomer = completed(typed(form, Person(id=PersonId(0), name=Name())))
    occasion_id = asked_occasion(form.occasion.data)
    with writing() as connection:
        _require_occasion(connection, occasion_id)
        known = service.same_as(connection, current_host().id, newcomer)
        before = same_person.count_open(connection, current_host().id)
        keys = open_keys(shell().settings.home)
        person = attendee_lists.type_in(connection, current_host().id, occasion_id, newcomer, keys, g.now)
        asked = same_person.count_open(connection, current_host().id) - before
    flash(_added_words(person, occasion_id, was_known=known is not None))
    if asked > 0:
        flash(asked_words())
    target = url_for("lists.new", occasion=occasion_id) if occasion_id else url_for("people.show", person_id=person.id)
    return redirect(target, 303)


@blueprint.get("/people/<int:person_id>")
def show(person_id: int) -> str:
    """What is known of a person, ready to be corrected."""
    with reading() as connection:
        person = service.person(connection, current_host().id, PersonId(person_id))
        return _person_page(connection, person, form_of(person))


@blueprint.post("/people/<int:person_id>")
def save(person_id: int) -> Answer:
    """Keep what the host corrected."""
    host_id = current_host().id
    with writing() as connection:
        person = service.person(connection, host_id, PersonId(person_id))
        form = form_of(person)
        if not form.validate_on_submit():
            return _person_page(connection, person, form), 422
        service.correct(connection, host_id, _placed(typed(form, person)), open_keys(shell().settings.home))
    flash(gettext("Saved."))
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/name")
def read_name_anew(person_id: int) -> Response:
    """Let the words of a name be parted in another way."""
    host_id = current_host().id
    with writing() as connection:
        known = service.person(connection, host_id, PersonId(person_id))
        name = replace(
            known.name, given=one_line(request.form.get("given")), family=one_line(request.form.get("family"))
        )
        changed = service.read_name_anew(connection, host_id, known.id, name, open_keys(shell().settings.home))
    flash(gettext("Read anew: given name %(given)s, family name %(family)s.", given=name.given, family=name.family))
    return redirect(same_origin_path(page_before(), url_for("people.show", person_id=changed.id)), 303)


@blueprint.post("/people/<int:person_id>/opt-out")
def opt_out(person_id: int) -> Answer:
    """Note for good that this person does not wish to be written to."""
    host_id = current_host().id
    with writing() as connection:
        person = service.person(connection, host_id, PersonId(person_id))
        try:
            service.never_again(connection, host_id, person.id, open_keys(shell().settings.home), g.now)
        except NoAddressToRememberError as error:
            form = form_of(person)
            form.email.errors = [sentence(error)]
            return _person_page(connection, person, form), 422
    flash(gettext("Noted for good: %(name)s gets no more letters.", name=person.name.display))
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.post("/people/<int:person_id>/erasure")
def erase(person_id: int) -> Response:
    """Delete everything known about this person."""
    host_id = current_host().id
    with writing() as connection:
        name = service.person(connection, host_id, PersonId(person_id)).name.display
        erasures.erase(connection, host_id, PersonId(person_id), g.now)
    flash(gettext("Everything about %(name)s is deleted.", name=name))
    return redirect(url_for("people.people"), 303)


def country_names() -> dict[str, str]:
    """ISO code -> name in the reader's language; regions of the world left out."""
    names = Locale.parse(str(get_locale())).territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY}


def _new_page(form: PersonForm) -> str:
    occasion_id = asked_occasion(form.occasion.data)
    with reading() as connection:
        _require_occasion(connection, occasion_id)
        party = parties.of_occasion(connection, current_host().id, occasion_id) if occasion_id else None
    return render_template("people/new.html", form=form, party=party)


def _person_page(connection: Connection, person: Person, form: PersonForm) -> str:
    origins = attendee_lists.origins(connection, current_host().id, person.id)
    unions = same_person.unions_about(connection, current_host().id, [person.id])
    readings = other_readings(person.name) if len(person.name.full.split()) < MOST_WORDS_OF_NAME else ()
    told, told_in_all = letter_history.latest(connection, current_host().id, person.id)
    return render_template(
        "people/person.html",
        person=person,
        leaves_on=unpicked.leaves_on(connection, current_host().id, person.id, g.now),
        form=form,
        origins=origins,
        unions=unions,
        readings=readings,
        told=told,
        told_in_all=told_in_all,
        kinds=KINDS,
        states=mail_states(told),
    )


def _require_occasion(connection: Connection, occasion_id: OccasionId | None) -> None:
    """Nobody adds people to another host's occasion."""
    if occasion_id:
        parties.party_of_occasion(connection, current_host().id, occasion_id)


def form_of(person: Person) -> PersonForm:
    """The form filled with what is known; a refused address is not up for change."""
    name = person.name
    unsplit = "" if name.given or name.family or "@" in name.original else name.original
    form = PersonForm(
        data={
            **{field: getattr(person, field) or "" for field in ASKED_AS_IS},
            "honorific": name.honorific,
            "given": name.given,
            "family": name.family or unsplit,
            "suffix": name.suffix,
            "topics": "\n".join(person.topics),
        }
    )
    del form.occasion
    if person.opted_out:
        del form.email
    return form


def typed(form: PersonForm, person: Person) -> Person:
    """The person as the form says; what the form does not ask stays."""
    parts = {part: form[part].data for part in ("given", "family", "honorific", "suffix")}
    original = " ".join(parts[part] for part in ("honorific", "given", "family", "suffix") if parts[part])
    return replace(
        person,
        name=Name(**parts, original=original),
        email=form.email.data or "" if form.email else person.email,
        organisation=form.organisation.data,
        job_title=form.job_title.data,
        level=Level(form.level.data),
        city=form.city.data,
        country=form.country.data,
        time_zone=form.time_zone.data,
        language=Language(form.language.data) if form.language.data else None,
        formality=Formality(form.formality.data) if form.formality.data else None,
        topics=tuple(dict.fromkeys(_topics(form.topics.data or "", person.topics))),
        note=several_lines(form.note.data or ""),
    )


def _topics(text: str, known: tuple[str, ...]) -> Iterator[str]:
    """One topic a line or between commas; a known one that holds a comma stays whole."""
    for line in map(one_line, text.splitlines()):
        pieces = [line] if line in known else map(one_line, line.replace(";", ",").split(","))
        yield from (piece for piece in pieces if piece)


def _placed(person: Person) -> Person:
    """The time zone of the place, where none is chosen."""
    return replace(person, time_zone=person.time_zone or guess_time_zone(person.city, person.country))


def completed(person: Person) -> Person:
    """What lists are read for, too: level by the job title, language by the country."""
    placed = _placed(person)
    level = guess_level(person.job_title, person.organisation) if person.level is Level.UNKNOWN else person.level
    return replace(placed, level=level, language=person.language or guess_language(person.country, person.city))


def asked_words() -> Markup:
    """What is said when somebody was added who may be known already, with the way to decide."""
    said = gettext("Somebody known may be the same person; nothing was joined.")
    link = Markup('<a href="{}">{}</a>').format(url_for("same_person.ask"), gettext("Look at both side by side"))
    return Markup("{} {}").format(said, link)


def _added_words(person: Person, occasion_id: OccasionId | None, *, was_known: bool) -> Markup:
    said = (
        gettext("%(name)s was known already; what you typed is added.", name=person.name.display)
        if was_known
        else gettext("%(name)s is added.", name=person.name.display)
    )
    link = Markup('<a href="{}">{}</a>').format(url_for("people.new", occasion=occasion_id), gettext("Add another"))
    return Markup("{} {}").format(said, link)
