from organizer.domain.attendee_list import Field, Row, Table
from organizer.domain.list_decisions import Decisions, corrected, fingerprint, layout_of, recalled, said_of


def a_table(*header: str, sheet: str = "") -> Table:
    return Table(header=header, header_number=1, rows=(Row(number=2, cells=("",) * len(header)),), sheet=sheet)


def test_fingerprint_knows_headers_in_any_order_and_spelling():
    assert fingerprint(("Vorname", "E-Mail")) == fingerprint(("e-mail:", "VORNAME"))
    assert fingerprint(("Vorname", "E-Mail")) != fingerprint(("Vorname", "E-Mail", "Firma"))
    assert fingerprint(("Firma", "Firma")) != fingerprint(("Firma",))
    assert fingerprint(("", " ")) == ""


def test_recalled_follows_the_headers_when_columns_have_moved():
    layout = layout_of(a_table("Wer", "Was", "Was"), {0: Field.FULL_NAME, 2: Field.ORGANISATION})

    found = recalled(a_table("Was", "Was", "Wer"), {fingerprint(("Wer", "Was", "Was")): layout})

    assert found == {1: Field.ORGANISATION, 2: Field.FULL_NAME}


def test_said_of_prefers_this_list_to_what_is_remembered():
    table = a_table("Wer", "Was")
    layouts = {fingerprint(table.header): {"wer#1": Field.FULL_NAME}}

    assert said_of(table, Decisions(), layouts) == {0: Field.FULL_NAME}
    assert said_of(table, Decisions(columns={"": {1: Field.CITY}}), layouts) == {1: Field.CITY}
    assert said_of(table, Decisions(columns={"": {}}), layouts) == {}
    assert said_of(table, Decisions(columns={"Other": {1: Field.CITY}}), layouts) == {0: Field.FULL_NAME}


def test_corrected_keeps_what_was_said_before_and_of_other_sheets():
    decisions = Decisions(columns={"B": {0: Field.CITY}})

    after = corrected(decisions, "A", {0: Field.FULL_NAME, 1: Field.NOTE}, {2: Field.FULL_NAME})

    assert after.columns == {"B": {0: Field.CITY}, "A": {1: Field.NOTE, 2: Field.FULL_NAME}}
