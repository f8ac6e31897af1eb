"""Countries and cities as lists write them: ISO codes, time zones, and the language people there are written to."""

# ruff: noqa: E501 - a table reads best with one country a line

from functools import lru_cache

from organizer.domain.names import fold
from organizer.domain.vocabulary import Language

# ISO 3166 alpha-2, IANA time zone (empty where a country has several), then names in German, English, Dutch and its own tongue.
COUNTRIES = """
DE Europe/Berlin: D, Deutschland, Germany, Duitsland, Federal Republic of Germany, Bundesrepublik Deutschland, GER, DEU, BRD
AT Europe/Vienna: A, Österreich, Austria, Oostenrijk, AUT
CH Europe/Zurich: Schweiz, Switzerland, Zwitserland, Suisse, Svizzera, CHE
LI Europe/Vaduz: Liechtenstein
NL Europe/Amsterdam: Niederlande, Netherlands, The Netherlands, Nederland, Holland, Die Niederlande, NLD
BE Europe/Brussels: B, Belgien, Belgium, België, Belgique, BEL
LU Europe/Luxembourg: Luxemburg, Luxembourg
FR Europe/Paris: F, Frankreich, France, Frankrijk, FRA
GB Europe/London: UK, U.K., Großbritannien, Vereinigtes Königreich, United Kingdom, Great Britain, Verenigd Koninkrijk, England, Scotland, Schottland, Wales, Northern Ireland, Nordirland, Groot-Brittannië, GBR, United Kingdom of Great Britain and Northern Ireland
IE Europe/Dublin: Irland, Ireland, Ierland, Republic of Ireland, Éire, IRL
DK Europe/Copenhagen: Dänemark, Denmark, Denemarken, Danmark, DNK
SE Europe/Stockholm: S, Schweden, Sweden, Zweden, Sverige, SWE
NO Europe/Oslo: Norwegen, Norway, Noorwegen, Norge, NOR
FI Europe/Helsinki: Finnland, Finland, Suomi, FIN
IS Atlantic/Reykjavik: Island, Iceland, IJsland, ISL
PL Europe/Warsaw: Polen, Poland, Polska, POL
CZ Europe/Prague: Tschechien, Tschechische Republik, Czechia, Czech Republic, Tsjechië, Česko, CZE
SK Europe/Bratislava: Slowakei, Slovakia, Slowakije, Slovensko, SVK
HU Europe/Budapest: Ungarn, Hungary, Hongarije, Magyarország, HUN
SI Europe/Ljubljana: Slowenien, Slovenia, Slovenië, Slovenija, SVN
HR Europe/Zagreb: Kroatien, Croatia, Kroatië, Hrvatska, HRV
RS Europe/Belgrade: Serbien, Serbia, Servië, SRB
BA Europe/Sarajevo: Bosnien und Herzegowina, Bosnia and Herzegovina, Bosnië en Herzegovina
ME Europe/Podgorica: Montenegro
MK Europe/Skopje: Nordmazedonien, North Macedonia, Noord-Macedonië
AL Europe/Tirane: Albanien, Albania, Albanië
GR Europe/Athens: Griechenland, Greece, Griekenland, Hellas, GRC
CY Asia/Nicosia: Zypern, Cyprus
MT Europe/Malta: Malta
BG Europe/Sofia: Bulgarien, Bulgaria, Bulgarije, BGR
RO Europe/Bucharest: Rumänien, Romania, Roemenië, România, ROU
MD Europe/Chisinau: Moldau, Moldova, Moldavië
UA Europe/Kyiv: Ukraine, Oekraïne, UKR
BY Europe/Minsk: Belarus, Weißrussland
EE Europe/Tallinn: Estland, Estonia, EST
LV Europe/Riga: Lettland, Latvia, Letland, LVA
LT Europe/Vilnius: Litauen, Lithuania, Litouwen, LTU
IT Europe/Rome: I, Italien, Italy, Italië, Italia, ITA
ES : E, Spanien, Spain, Spanje, España, ESP
PT : Portugal, PRT
TR Europe/Istanbul: Türkei, Turkey, Türkiye, Turkije, TUR
RU : Russland, Russia, Rusland, Russian Federation
GE Asia/Tbilisi: Georgien, Georgia, Georgië
AM Asia/Yerevan: Armenien, Armenia, Armenië
US : USA, U.S.A., U.S., Vereinigte Staaten, United States, United States of America, Verenigde Staten, Vereinigte Staaten von Amerika, America, Amerika
CA : Kanada, Canada, CAN
MX : Mexiko, Mexico
BR : Brasilien, Brazil, Brazilië, Brasil
AR America/Argentina/Buenos_Aires: Argentinien, Argentina, Argentinië
CL : Chile, Chili
CO America/Bogota: Kolumbien, Colombia
PE America/Lima: Peru
AU : Australien, Australia, Australië
NZ Pacific/Auckland: Neuseeland, New Zealand, Nieuw-Zeeland
JP Asia/Tokyo: Japan
CN Asia/Shanghai: China, Volksrepublik China, People's Republic of China
HK Asia/Hong_Kong: Hongkong, Hong Kong
TW Asia/Taipei: Taiwan
KR Asia/Seoul: Südkorea, South Korea, Zuid-Korea, Korea, Republic of Korea
SG Asia/Singapore: Singapur, Singapore
MY Asia/Kuala_Lumpur: Malaysia, Maleisië
ID : Indonesien, Indonesia, Indonesië
TH Asia/Bangkok: Thailand
VN Asia/Ho_Chi_Minh: Vietnam, Viet Nam
PH Asia/Manila: Philippinen, Philippines, Filipijnen
IN Asia/Kolkata: Indien, India
PK Asia/Karachi: Pakistan
BD Asia/Dhaka: Bangladesch, Bangladesh
LK Asia/Colombo: Sri Lanka
NP Asia/Kathmandu: Nepal
IL Asia/Jerusalem: Israel, Israël
AE Asia/Dubai: Vereinigte Arabische Emirate, United Arab Emirates, UAE, Verenigde Arabische Emiraten
SA Asia/Riyadh: Saudi-Arabien, Saudi Arabia, Saoedi-Arabië
QA Asia/Qatar: Katar, Qatar
JO Asia/Amman: Jordanien, Jordan, Jordanië
LB Asia/Beirut: Libanon, Lebanon
IR Asia/Tehran: Iran
EG Africa/Cairo: Ägypten, Egypt, Egypte
MA Africa/Casablanca: Marokko, Morocco
TN Africa/Tunis: Tunesien, Tunisia, Tunesië
ZA Africa/Johannesburg: Südafrika, South Africa, Zuid-Afrika
NG Africa/Lagos: Nigeria
KE Africa/Nairobi: Kenia, Kenya
GH Africa/Accra: Ghana
ET Africa/Addis_Ababa: Äthiopien, Ethiopia, Ethiopië
"""

# Cities that tell the zone of a country with several, or of a list without a country column.
CITIES = """
Europe/Berlin: Berlin, Hamburg, München, Munich, Köln, Cologne, Frankfurt am Main, Frankfurt, Stuttgart, Düsseldorf, Leipzig, Dresden, Hannover, Bremen, Nürnberg, Dortmund, Essen, Bonn, Göttingen, Heidelberg, Karlsruhe, Mannheim, Münster, Potsdam, Chemnitz, Wiesbaden, Mainz, Kassel, Kiel, Tübingen, Freiburg im Breisgau, Freiburg i. Br., Aachen, Jena, Rostock, Augsburg
Europe/Vienna: Wien, Vienna, Graz, Linz, Salzburg, Innsbruck
Europe/Zurich: Zürich, Zurich, Bern, Basel, Genf, Genève, Geneva, Lausanne, Luzern, St. Gallen
Europe/Amsterdam: Amsterdam, Rotterdam, Utrecht, Den Haag, 's-Gravenhage, The Hague, Eindhoven, Groningen, Almere, Leiden, Delft, Nijmegen, Tilburg, Arnhem, Enschede, Haarlem, Maastricht, 's-Hertogenbosch, Zwolle
Europe/Brussels: Brüssel, Brussels, Brussel, Bruxelles, Gent, Ghent, Antwerpen, Antwerp, Leuven
Europe/London: London, Manchester, Leeds, Edinburgh, Glasgow, Bristol, Oxford, Cardiff, Belfast, Sheffield, Liverpool
Europe/Dublin: Dublin, Cork, Galway
Europe/Paris: Paris, Lyon, Strasbourg, Straßburg, Marseille, Toulouse, Lille
Europe/Madrid: Madrid, Barcelona, Valencia, Sevilla, Bilbao
Europe/Lisbon: Lisboa, Lissabon, Lisbon, Porto
Europe/Rome: Rom, Rome, Roma, Mailand, Milano, Milan, Turin, Torino
Europe/Prague: Prag, Prague, Praha, Brno
Europe/Warsaw: Warschau, Warsaw, Warszawa, Kraków, Krakau
Europe/Copenhagen: Kopenhagen, Copenhagen, København, Aarhus
Europe/Stockholm: Stockholm, Göteborg, Gothenburg, Malmö, Uppsala, Lund
Europe/Oslo: Oslo, Bergen, Trondheim
Europe/Helsinki: Helsinki, Espoo, Tampere
America/New_York: New York, Boston, Washington, Washington DC, Philadelphia, Atlanta, Pittsburgh, Baltimore, Miami
America/Chicago: Chicago, Houston, Austin, Dallas, Minneapolis
America/Denver: Denver, Boulder, Salt Lake City
America/Los_Angeles: San Francisco, Los Angeles, Seattle, San Diego, Palo Alto, San José
America/Toronto: Toronto, Montréal, Montreal, Ottawa
America/Vancouver: Vancouver
Australia/Sydney: Sydney, Canberra
Australia/Melbourne: Melbourne
"""

LANGUAGES = {"DE": Language.DE, "AT": Language.DE, "LI": Language.DE, "NL": Language.NL}
LANGUAGE_OF_ZONE = {"Europe/Berlin": Language.DE, "Europe/Vienna": Language.DE, "Europe/Amsterdam": Language.NL}
LANGUAGE_OF_MAIL = {"de": Language.DE, "at": Language.DE, "nl": Language.NL}
LANGUAGE_WORDS = {
    Language.DE: "de deutsch german duits deu ger de-de de-at de-ch de-informal de-formal dede",
    Language.NL: "nl nederlands dutch niederländisch nld dut nl-nl nl-be nl-informal",
    Language.EN: "en englisch english engels eng en-gb en-us en-ie international",
}


def _read_lines(text: str) -> list[tuple[str, list[str]]]:
    lines = (line.partition(":") for line in text.strip().splitlines())
    return [(head.strip(), [name.strip() for name in names.split(",")]) for head, _, names in lines]


ZONE_OF_COUNTRY = {head.split()[0]: head.partition(" ")[2] for head, _ in _read_lines(COUNTRIES)}
CODE_OF_COUNTRY = {fold(name): head.split()[0] for head, names in _read_lines(COUNTRIES) for name in names}
CODE_OF_COUNTRY |= {code.lower(): code for code in ZONE_OF_COUNTRY}
ZONE_OF_CITY = {fold(name): zone for zone, names in _read_lines(CITIES) for name in names}
LANGUAGE_OF_WORD = {fold(word): language for language, words in LANGUAGE_WORDS.items() for word in words.split()}


COUNTRY_OF_ZONE = {zone: country for country, zone in ZONE_OF_COUNTRY.items() if zone}


def country_of(time_zone: str) -> str:
    """ISO code of the country that has this IANA zone for itself; empty when that cannot be told."""
    return COUNTRY_OF_ZONE.get(time_zone, "")


@lru_cache(maxsize=2**10)
def country_code(text: str) -> str:
    """ISO 3166 alpha-2 for a country written in German, English, Dutch or its own tongue; empty when not known."""
    return CODE_OF_COUNTRY.get(fold(text), "")


def guess_time_zone(city: str, country: str) -> str:
    """IANA zone of a country with one zone, otherwise of a well-known city; `country` is an ISO code. Empty when not known."""
    zone = ZONE_OF_COUNTRY.get(country, "")
    if zone:
        return zone
    of_city = ZONE_OF_CITY.get(fold(city), "")
    is_abroad = country in ("US", "CA", "AU") and of_city.startswith("Europe/")
    return "" if is_abroad else of_city


def guess_language(country: str, city: str = "", usual: Language | None = None) -> Language | None:
    """The language people of a place are written to, where there is little doubt: not Belgium, not Switzerland.

    Without a country the city tells, without either what is usual in their list.
    """
    if country or not city:
        return LANGUAGES.get(country) if country else usual
    zone = ZONE_OF_CITY.get(fold(city), "")
    return LANGUAGE_OF_ZONE.get(zone) if zone else usual


def read_language(text: str) -> Language | None:
    """The language a cell names, in words or as a code such as de-AT."""
    return LANGUAGE_OF_WORD.get(fold(text))
