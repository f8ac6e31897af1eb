from dataclasses import replace

import pytest

from organizer.domain.names import Name
from organizer.domain.parties import Host, OccasionKind, Party
from organizer.domain.people import Person
from organizer.domain.vocabulary import Formality, Language, Level
from organizer.services import attendee_lists, parties, people
from organizer.settings import open_keys
from organizer.store.engine import reading, transaction
from organizer.web.shell import Shell
from tests.builders import NOW, a_person
from tests.web.client import HouseClient, parsed, text_of

HOSTILE = '"><script>alert(1)</script>'
EVERYTHING = {
    "honorific": "Dr.",
    "given": "Bob",
    "family": "de Wit",
    "suffix": "PhD",
    "email": "bob@polder.example.org",
    "organisation": "Polder Data",
    "job_title": "Data steward",
    "level": "senior",
    "city": "Utrecht",
    "country": "NL",
    "time_zone": "Europe/London",
    "language": "en",
    "formality": "informal",
    "topics": "Open source, Privacy; Open source\r\nArchives",
    "note": "Sails,\r\ntoo",
}


@pytest.fixture
def party(app: Shell, host: Host) -> Party:
    with transaction(app.engine) as connection:
        return parties.plan_party(connection, host, kind=OccasionKind.THEIR_VISIT, name="Rotterdam", now=NOW)


@pytest.fixture
def bob(app: Shell, host: Host) -> Person:
    return known(app, host, a_person())


def known(app: Shell, host: Host, newcomer: Person) -> Person:
    with transaction(app.engine) as connection:
        (person_id,) = people.add_people(connection, host.id, [newcomer], open_keys(app.settings.home), NOW)
        return people.person(connection, host.id, person_id)


def everybody(app: Shell, host: Host) -> tuple[Person, ...]:
    with reading(app.engine) as connection:
        return people.everybody(connection, host.id)


def names_found(html: str) -> list[str]:
    """Who stands in the table of people, in order."""
    xhtml = "{http://www.w3.org/1999/xhtml}"
    heads = [head for body in parsed(html).iter(f"{xhtml}tbody") for head in body.iter(f"{xhtml}th")]
    return [" ".join("".join(head.itertext()).split()) for head in heads]


def filled_in(html: str) -> dict[str, str]:
    """What the form of a person says as it stands."""
    xhtml = "{http://www.w3.org/1999/xhtml}"
    form = next(form for form in parsed(html).iter(f"{xhtml}form") if "novalidate" in form.attrib)
    said = {one.get("name", ""): one.get("value", "") for one in form.iter(f"{xhtml}input")}
    said |= {one.get("name", ""): (one.text or "").lstrip("\n") for one in form.iter(f"{xhtml}textarea")}
    for select in form.iter(f"{xhtml}select"):
        chosen = [one.get("value", "") for one in select.iter(f"{xhtml}option") if one.get("selected") is not None]
        said[select.get("name", "")] = chosen[0]
    said.pop("csrf_token")
    return said


def test_nobody_yet_says_what_to_do(client: HouseClient):
    page = client.get("/people").text

    assert "Nobody yet People come with an attendee list, or you type them in one by one." in text_of(page)
    assert 'href="/lists/new"' in page
    assert 'href="/people/new"' in page


def test_people_are_shown_with_what_tells_them_apart(client: HouseClient, bob: Person):
    said = text_of(client.get("/people").text)

    assert "1 person" in said
    assert "Dr. Bob de Wit Polder Data Data steward Utrecht, Netherlands bob@polder.example.org" in said


def test_countries_are_named_in_the_readers_language(client: HouseClient, bob: Person):
    said = text_of(client.get("/people", headers={"Accept-Language": "de"}, base_url="http://127.0.0.1:5000").text)

    assert "Utrecht, Niederlande" in said


def test_people_are_found_without_accents(app: Shell, client: HouseClient, host: Host, bob: Person):
    known(app, host, a_person(name=Name(given="Käthe", family="Müller"), city="Köln"))

    page = client.get("/people?q=koln+MULLER").text

    assert "1 of 2 people fit “koln MULLER”." in text_of(page)
    assert "Käthe Müller" in page
    assert "Bob de Wit" not in page
    assert 'value="koln MULLER"' in page


def test_a_search_without_a_hit_says_what_to_do(client: HouseClient, bob: Person):
    said = text_of(client.get("/people?q=zebra").text)

    assert "0 of 1 people fit “zebra”." in said
    assert "Nobody fits Try fewer or shorter words; umlauts and accents do not matter." in said


@pytest.mark.parametrize("words", [HOSTILE, "\x00\ud800".encode("utf-8", "surrogatepass"), "%", "a " * 4000])
def test_a_search_for_anything_is_answered(client: HouseClient, bob: Person, words: str | bytes):
    answer = client.get("/people", query_string={"q": words})

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


FILTERED = [
    ("level=top", ["Käthe Müller"]),
    ("country=DE", ["Käthe Müller"]),
    ("language=nl", ["Dr. Bob de Wit"]),
    ("address=no", ["Käthe Müller"]),
    ("address=yes", ["Dr. Bob de Wit"]),
    ("speaker=yes", ["Käthe Müller"]),
    ("met=yes", []),
    ("q=bob&level=top", []),
    ("level=unheard&country=zz&list=77&address=maybe&met=no", ["Dr. Bob de Wit", "Käthe Müller"]),
]


@pytest.mark.parametrize(("query", "names"), FILTERED)
def test_people_are_chosen_by_what_is_known_of_them(
    app: Shell, client: HouseClient, host: Host, query: str, names: list[str]
):
    known(app, host, a_person())
    known(
        app,
        host,
        a_person(
            name=Name(given="Käthe", family="Müller"),
            email="",
            level=Level.TOP,
            country="DE",
            language=Language.DE,
            is_speaker=True,
        ),
    )

    page = client.get(f"/people?{query}").text

    assert names_found(page) == names


def test_people_of_one_list_are_found_and_the_choice_stays(app: Shell, client: HouseClient, host: Host, bob: Person):
    with transaction(app.engine) as connection:
        head = attendee_lists.upload(
            connection, host.id, None, b"Name,Email\nAnna Muster,anna@example.org\n", "a.csv", NOW
        )
        attendee_lists.confirm(connection, host.id, head, open_keys(app.settings.home), NOW)

    page = client.get(f"/people?list={head}").text

    assert names_found(page) == ["Anna Muster"]
    assert f'<option value="{head}" selected>a.csv</option>' in page
    assert "1 of 2 people Show all" in text_of(page)


def test_pages_of_people_keep_the_filters(app: Shell, client: HouseClient, host: Host):
    with transaction(app.engine) as connection:
        newcomers = [a_person(name=Name(given="Gast", family=f"Nr{number:03}")) for number in range(51)]
        people.add_people(connection, host.id, newcomers, open_keys(app.settings.home), NOW)

    page = client.get("/people?q=gast&address=yes").text

    assert 'href="/people?q=gast&amp;address=yes&amp;page=2"' in page


def test_fifty_people_fit_on_a_page(app: Shell, client: HouseClient, host: Host):
    newcomers = [a_person(name=Name(given="Gast", family=f"Nr{number:03}")) for number in range(101)]
    with transaction(app.engine) as connection:
        people.add_people(connection, host.id, newcomers, open_keys(app.settings.home), NOW)

    second = client.get("/people?q=polder&page=2").text

    assert "Page 2 of 3" in text_of(second)
    assert ("Nr049" in second, "Nr050" in second, "Nr099" in second, "Nr100" in second) == (False, True, True, False)
    assert 'href="/people?q=polder&amp;page=1"' in second
    assert 'href="/people?q=polder&amp;page=3"' in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 30, "9" * 5000, "²"])
def test_a_page_that_is_none_is_the_nearest(client: HouseClient, bob: Person, page: str):
    assert "Bob de Wit" in client.get("/people", query_string={"page": page}).text


def test_a_person_is_typed_in_with_everything(app: Shell, client: HouseClient, host: Host):
    answer = client.submit("/people", EVERYTHING)

    (bob,) = everybody(app, host)
    assert (answer.status_code, answer.location) == (303, f"/people/{bob.id}")
    assert bob == Person(
        id=bob.id,
        name=Name(given="Bob", family="de Wit", honorific="Dr.", suffix="PhD", original="Dr. Bob de Wit PhD"),
        email="bob@polder.example.org",
        organisation="Polder Data",
        job_title="Data steward",
        level=Level.SENIOR,
        city="Utrecht",
        country="NL",
        time_zone="Europe/London",
        language=Language.EN,
        formality=Formality.INFORMAL,
        topics=("Open source", "Privacy", "Archives"),
        note="Sails,\ntoo",
    )


def test_a_note_loses_what_nobody_sees(app: Shell, client: HouseClient, host: Host):
    client.submit("/people", {**EVERYTHING, "note": "Sails\x00,\x1b\r\ntoo {{ topic }}"})

    (bob,) = everybody(app, host)
    assert bob.note == "Sails,\ntoo { topic }"


def test_what_was_not_typed_is_concluded_as_lists_do(app: Shell, client: HouseClient, host: Host):
    asked = {"family": "Wit", "job_title": "Managing director", "country": "NL", "level": "unknown"}

    client.submit("/people", {**asked, "time_zone": "", "language": "", "formality": ""})

    (bob,) = everybody(app, host)
    assert (bob.level, bob.time_zone, bob.language) == (Level.TOP, "Europe/Amsterdam", Language.NL)


def test_a_person_typed_in_for_an_occasion_belongs_to_it(app: Shell, client: HouseClient, host: Host, party: Party):
    page = client.get(f"/people/new?occasion={party.occasion.id}").text
    answer = client.submit("/people", {**filled_in(page), "given": "Bob"})

    with reading(app.engine) as connection:
        assert attendee_lists.at_hand(connection, host.id, party.occasion.id).people == 1
    assert 'aria-current="step"' in page
    assert (answer.status_code, answer.location) == (303, f"/lists/new?occasion={party.occasion.id}")
    after = client.get(answer.location).text
    assert "Bob is added. Add another" in text_of(after)
    assert f'<a href="/people/new?occasion={party.occasion.id}">Add another</a>' in after


def test_a_person_known_already_gets_what_was_typed(app: Shell, client: HouseClient, host: Host, bob: Person):
    answer = client.submit("/people", {**EVERYTHING, "honorific": "", "suffix": "", "city": "Delft"})

    (seen,) = everybody(app, host)
    assert answer.location == f"/people/{bob.id}"
    assert (seen.name, seen.city, seen.note) == (bob.name, "Delft", "Sails,\ntoo")
    assert "Dr. Bob de Wit was known already; what you typed is added." in text_of(client.get(answer.location).text)


@pytest.mark.parametrize("occasion", ["99", "abc", "9" * 30])
def test_nobody_is_typed_in_for_an_occasion_of_somebody_else(
    app: Shell, client: HouseClient, host: Host, party: Party, occasion: str
):
    assert client.get(f"/people/new?occasion={occasion}").status_code == 404
    assert client.submit("/people", {**EVERYTHING, "occasion": occasion}).status_code == 404
    assert everybody(app, host) == ()


WRONG = [
    ({"given": " ", "family": ""}, "A person needs a name: type at least a given or a family name."),
    ({"email": "bob"}, "This is not a mail address we can use. Write it like name@example.org."),
    ({"email": "bob@example.org\r\nBcc: eve@example.net"}, "This is not a mail address we can use."),
    ({"email": "bob@example.org%0aBcc:eve@example.net"}, "This is not a mail address we can use."),
    ({"email": "bob@example.org, eve@example.net"}, "This is not a mail address we can use."),
    ({"organisation": "x" * 201}, "Please keep this under 200 characters."),
    ({"note": "x" * 70000}, "Please keep this under 65536 characters."),
    ({"level": "emperor"}, "Please choose one of these."),
    ({"country": "XX"}, "Please choose one of these."),
    ({"time_zone": "Mars/Olympus"}, "Please choose one of these."),
    ({"language": "la"}, "Please choose one of these."),
    ({"formality": "rude"}, "Please choose one of these."),
]


@pytest.mark.parametrize(("changes", "advice"), WRONG)
def test_what_is_typed_wrong_is_said_and_kept(
    app: Shell, client: HouseClient, host: Host, changes: dict[str, str], advice: str
):
    answer = client.submit("/people", {**EVERYTHING, "city": "Delft", **changes})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="Delft"' in answer.text
    assert everybody(app, host) == ()


@pytest.mark.parametrize(("changes", "advice"), WRONG)
def test_what_is_corrected_wrongly_is_said_and_kept(
    app: Shell, client: HouseClient, host: Host, bob: Person, changes: dict[str, str], advice: str
):
    answer = client.submit(f"/people/{bob.id}", {**EVERYTHING, "city": "Delft", **changes})

    assert answer.status_code == 422
    assert advice in text_of(answer.text)
    assert 'value="Delft"' in answer.text
    assert everybody(app, host) == (bob,)


def test_saving_a_person_unchanged_changes_nothing(app: Shell, client: HouseClient, host: Host):
    rich = known(
        app,
        host,
        a_person(
            level=Level.SENIOR,
            formality=Formality.FORMAL,
            topics=("Data, open", "Privacy"),
            talks=("Seven data plans",),
            bio="Likes tables.",
            department="Library",
            profile_url="https://www.linkedin.com/in/bob-0001",
            note="Sails",
        ),
    )

    answer = client.submit(f"/people/{rich.id}", filled_in(client.get(f"/people/{rich.id}").text))

    assert (answer.status_code, answer.location) == (303, f"/people/{rich.id}")
    assert everybody(app, host) == (rich,)


def test_a_person_is_corrected(app: Shell, client: HouseClient, host: Host, bob: Person):
    answer = client.submit(f"/people/{bob.id}", EVERYTHING)

    (seen,) = everybody(app, host)
    assert "Saved." in text_of(client.get(answer.location).text)
    assert (seen.level, seen.formality, seen.topics) == (
        Level.SENIOR,
        Formality.INFORMAL,
        ("Open source", "Privacy", "Archives"),
    )
    assert seen.name.suffix == "PhD"


def test_a_zone_left_open_is_that_of_the_place(app: Shell, client: HouseClient, host: Host, bob: Person):
    client.submit(f"/people/{bob.id}", {**EVERYTHING, "city": "Helsinki", "country": "FI", "time_zone": ""})

    assert everybody(app, host)[0].time_zone == "Europe/Helsinki"


def test_a_name_that_could_not_be_parted_is_offered_as_family_name(app: Shell, client: HouseClient, host: Host):
    unsplit = known(app, host, a_person(name=Name(original="Bob")))

    assert filled_in(client.get(f"/people/{unsplit.id}").text)["family"] == "Bob"


def test_a_person_shows_what_lists_say_and_where_they_are_from(app: Shell, client: HouseClient, host: Host):
    text = (
        "Name;E-Mail;Vortrag;Bio;LinkedIn\n"
        "Bob de Wit;bob@polder.example.org;Seven data plans;Likes tables.;linkedin.com/in/bob-0001\n"
    )
    with transaction(app.engine) as connection:
        list_id = attendee_lists.upload(connection, host.id, None, text.encode(), "list.csv", NOW)
        attendee_lists.confirm(connection, host.id, list_id, open_keys(app.settings.home), NOW)
    (bob,) = everybody(app, host)

    page = client.get(f"/people/{bob.id}").text

    assert "<li>Seven data plans</li>" in page
    assert '<p class="bio">Likes tables.</p>' in page
    assert f'<a href="/lists/{list_id}">list.csv</a>' in page
    assert 'href="https://linkedin.com/in/bob-0001"' in page


def test_a_person_typed_in_says_so(client: HouseClient):
    answer = client.submit("/people", EVERYTHING)

    assert "Where they are from Typed in by you" in text_of(client.get(answer.location).text)


def test_hostile_words_of_a_person_are_shown_as_text(app: Shell, client: HouseClient, host: Host):
    nasty = a_person(
        name=Name(given=HOSTILE, family=HOSTILE),
        organisation=HOSTILE,
        job_title=HOSTILE,
        topics=(f"</textarea>{HOSTILE}",),
        talks=(HOSTILE,),
        bio=HOSTILE,
        profile_url="javascript:alert(1)",
        note=HOSTILE,
    )
    eve = known(app, host, nasty)

    for path in ("/people", f"/people/{eve.id}"):
        page = client.get(path).text
        assert "<script>alert" not in page
        assert "javascript:" not in page


def test_never_again_is_final(app: Shell, client: HouseClient, host: Host, bob: Person):
    page = client.get(f"/people/{bob.id}").text
    answer = client.submit(f"/people/{bob.id}/opt-out")

    after = client.get(f"/people/{bob.id}").text
    assert "This is final: no letter leaves the house for this address any more" in text_of(page)
    assert (answer.status_code, answer.location) == (303, f"/people/{bob.id}")
    assert "Noted for good: Dr. Bob de Wit gets no more letters." in text_of(after)
    assert "does not wish to be written to" in text_of(after)
    assert "opt-out" not in after
    assert "email" not in filled_in(after)
    assert "no letters" in text_of(client.get("/people").text)


def test_erasing_somebody_deletes_them_and_keeps_their_no(app: Shell, client: HouseClient, host: Host, bob: Person):
    client.submit(f"/people/{bob.id}/opt-out")
    page = client.get(f"/people/{bob.id}").text

    answer = client.submit(f"/people/{bob.id}/erasure")

    assert "That they do not wish to be written to stays noted." in text_of(page)
    assert (answer.status_code, answer.location) == (303, "/people")
    assert "Everything about Dr. Bob de Wit is deleted." in text_of(client.get("/people").text)
    assert everybody(app, host) == ()
    assert client.submit(f"/people/{bob.id}/erasure").status_code == 404


def test_an_address_that_said_no_stays_when_the_rest_is_corrected(
    app: Shell, client: HouseClient, host: Host, bob: Person
):
    client.submit(f"/people/{bob.id}/opt-out")

    client.submit(f"/people/{bob.id}", {**EVERYTHING, "email": "bob@elsewhere.example.org", "city": "Delft"})

    (seen,) = everybody(app, host)
    assert (seen.email, seen.city, seen.opted_out) == ("bob@polder.example.org", "Delft", True)


def test_never_again_needs_an_address_to_remember(app: Shell, client: HouseClient, host: Host):
    bob = known(app, host, a_person(email=""))
    carla = known(app, host, a_person(email="", name=Name(given="Carla")))

    answer = client.submit(f"/people/{bob.id}/opt-out")

    assert answer.status_code == 422
    assert "Add the address of this person first." in text_of(answer.text)
    assert filled_in(answer.text)["city"] == "Utrecht"
    assert everybody(app, host) == (bob, carla)


def test_people_who_are_not_there_say_so(client: HouseClient):
    for path in ("/people/7", f"/people/{2**31}", f"/people/{'9' * 30}"):
        assert client.get(path).status_code == 404
        assert client.submit(f"{path}/opt-out").status_code == 404
    assert client.submit("/people/7", EVERYTHING).status_code == 404


def test_line_breaks_in_a_name_become_spaces(app: Shell, client: HouseClient, host: Host):
    client.submit("/people", {**EVERYTHING, "given": "Bob\r\nBcc: eve@example.net"})

    (seen,) = everybody(app, host)
    assert seen == replace(seen, name=replace(seen.name, given="Bob Bcc: eve@example.net"))
