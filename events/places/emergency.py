"""Which number to call in an emergency, by the country of a place. Pure.

Each number is one that the country itself uses for emergencies, as libphonenumber lists them
(https://github.com/google/libphonenumber, resources/ShortNumberMetadata.xml, version 9.0.43); that 112
reaches all services in every country of the EU is law there (Directive (EU) 2018/1972, Article 109). Where a
country has several we took the one that sends an ambulance: our choice. A country that is not listed gets
112, and the sentence says that somebody has to look.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.geography import country_name, country_of_zone

FALLBACK = "112"
COUNTRIES = {
    "112": (
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"  # the EU
        " AD AX AZ BY CH FO GE GI GL IN IS KW KZ LI MC MD ME MK NO RS RU SJ TR UA VA ZA"
    ),
    "911": (
        "AG AI AR AS BM BS CA CR DM DO EC FJ GD GU JO KN KY LC LR MH MP MX PA PH PR PW PY TC US UY VC VG VI"
    ),
    "999": "BD BH FK GB GG HK IM JE KE MO MY QA SC",
    "000": "AU CC CX",
    "101": "PS",
    "102": "NP",
    "103": "AM KG MN TJ",
    "111": "NZ",
    "115": "IR VN",
    "119": "JP KH KR TW",
    "120": "CN",
    "123": "CO EG",
    "131": "CL",
    "15": "MA",
    "1669": "TH",
    "190": "TN",
    "192": "BR",
    "995": "SG",
    "998": "AE",
    "9999": "OM",
}
NUMBERS = {country: number for number, countries in COUNTRIES.items() for country in countries.split()}


@dataclass(frozen=True)
class Emergency:
    """``country``: its ISO code, empty where we do not know its number."""

    number: str
    country: str

    @property
    def words(self) -> str:
        """Whose number it is, so that whoever stands there can object."""
        if not self.country:
            return _("112 works in most countries. Find out the number here before anybody runs.")
        return _("The emergency number in this country: %(country)s.") % {
            "country": country_name(self.country)
        }


def emergency_at(time_zone: str) -> Emergency:
    """The number where this time zone is kept; no zone of the tz database lies in two countries."""
    country = country_of_zone(time_zone)
    if country not in NUMBERS:
        return Emergency(FALLBACK, "")
    return Emergency(NUMBERS[country], country)
