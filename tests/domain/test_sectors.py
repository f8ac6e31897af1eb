import pytest

from organizer.domain.sectors import Sector, sector_of


@pytest.mark.parametrize(
    ("organisation", "sector"),
    [
        ("Universität Bergstadt", Sector.RESEARCH),
        ("Univ. IJsselmeer", Sector.RESEARCH),
        ("HS Auenland", Sector.RESEARCH),
        ("TU Wien", Sector.RESEARCH),
        ("Hogeschool Rotterdam", Sector.RESEARCH),
        ("Institut für Angewandte Rechnerkunde e. V.", Sector.RESEARCH),
        ("Institut für Hydrologie GmbH", Sector.RESEARCH),
        ("Landesbibliothek Ostmark", Sector.CULTURE),
        ("Universitätsbibliothek Bergstadt", Sector.CULTURE),
        ("UMC Utrecht", Sector.HEALTH),
        ("Universitätsklinikum Auenland", Sector.HEALTH),
        ("Bundesamt für Musterstatistik", Sector.PUBLIC),
        ("Gemeente Utrecht", Sector.PUBLIC),
        ("City of Yokohama", Sector.PUBLIC),
        ("Capital City Bank plc", Sector.BUSINESS),
        ("Stadtwerke Münster GmbH", Sector.BUSINESS),
        ("Leiepoort N.V.", Sector.BUSINESS),
        ("Gesellschaft für Informatik e.V.", Sector.ASSOCIATION),
        ("Stichting Open Data", Sector.ASSOCIATION),
        ("Union Investment", None),
        ("freiberuflich", None),
        ("Thales", None),
        ("", None),
    ],
)
def test_sector_is_read_from_the_name_of_a_house(organisation: str, sector: Sector | None):
    assert sector_of(organisation) is sector
