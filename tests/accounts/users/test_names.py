"""Names and handles: ordinary ones are fine in every script, imitations are not."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.users.forms import NameField
from accounts.users.handles import KEPT_BACK, handle_from, is_reserved, is_well_formed, new_handle, shape_of
from accounts.users.names import is_plain, mixes_alphabets, shape_of_name, speaks_for_us, without_hidden
from accounts.users.profile_forms import HandleField

pytestmark = pytest.mark.once

ORDINARY = """
Anna-Lena Müller-Lüdenscheidt|Jürgen Groß|Siân O’Brien|Zoë|D'Artagnan|J. R. R. Tolkien|Renée Élodie Ångström
Nguyễn Thị Ánh|Trần Đức Phúc|Lê Văn Ổn|Ian|Lan|Işıl Öztürk|İbrahim|Łukasz Żółć|Ólafur Þór|Søren Ærø|Ħamed
Иван Петров|Ольга Шевченко-Ковальчук|Їжак Ґонта|Ђорђе|Άννα Παπαδοπούλου|Γιώργος|Արամ Խաչատրյան|გიორგი
محمد علی|فاطمة الزهراء|نمی‌دانم|דוד בן־גוריון|王小明|李娜|田中さくら|高橋 ヒロシ|김민준|金서연|เพ็ญศรี|
मुस्कान शर्मा|ਹਰਪ੍ਰੀਤ|সুমিত্রা|தமிழ்ச்செல்வி|ጸሐይ|Mira 2
Петя (Peter)|李 Ming|❤️ Ana|👩‍👩‍👧|Amod|Modou|Root|Teamy|Adminka Jo
"""
NAMES = [name for name in ORDINARY.replace("\n", "|").split("|") if name]


@pytest.mark.parametrize("name", NAMES)
def test_ordinary_names_of_every_script_stay_as_they_are(name):
    assert NameField(max_length=60).clean(name) == name


def test_names_of_thousands_of_real_places_are_no_imitation(shared_data):
    with (shared_data / "gazetteer/cities_100k.csv").open() as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert len(names) > 5_000
    odd = [name for name in names if mixes_alphabets(name) or speaks_for_us(name) or not is_plain(name)]
    assert [name for name in odd if mixes_alphabets(name) or speaks_for_us(name)] == []
    assert [name for name in names if without_hidden(name) != name] == []


@pytest.mark.parametrize("name", ["Pеtra", "Мiра", "Alloτ", "ꓑetra", "Adminе", "Petra Наhn", "Pet\u0433a"])
def test_a_word_of_two_alphabets_is_refused(name):
    with pytest.raises(Exception, match="two alphabets"):
        NameField(max_length=60).clean(name)


@pytest.mark.parametrize(
    "name",
    [
        "Moderator",
        "backstride TEAM",
        "BackstrideTeam",
        "The Moderators",
        "M0derator",
        "𝐌𝐨𝐝𝐞𝐫𝐚𝐭𝐨𝐫",
        "Ｓｕｐｐｏｒｔ",
        "Site-Admin",
        "Official  Backstride Support",
        "Das Backstride-Team",
        "Supp\u200dort",
        "ѕуѕtem",
    ],
)
def test_nobody_speaks_for_the_site(name):
    with pytest.raises(Exception, match=r"speak for the site|two alphabets"):
        NameField(max_length=60).clean(name)


@pytest.mark.parametrize(
    "hidden", [*"\u200b\u200c\u200d\u200e\u200f\u2060\u061c\u034f\u3164\ufe0f\ufeff\U000e0041"]
)
def test_what_does_not_show_does_not_tell_names_apart(hidden):
    for name in (f"Pet{hidden}ra", f"{hidden}Petra", f"Petra{hidden}"):
        assert NameField(max_length=60).clean(name) == "Petra"


@pytest.mark.parametrize("turn", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
def test_what_turns_text_around_is_refused(turn):
    with pytest.raises(Exception, match="turns text around"):
        NameField(max_length=60).clean(f"{turn}artep")


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("𝐏𝐞𝐭𝐫𝐚", "petra"),
        ("Ρetra", "petra"),
        ("Рetra", "petra"),
        ("ＰＥＴＲＡ", "petra"),
        ("@petra", "petra"),
        ("Runner 4bcd", "runner-4bcd"),
        ("M1ra", "mira"),
        ("Сара", "capa"),
        ("Leo5", "le0s"),
    ],
)
def test_a_name_is_read_as_the_handle_it_looks_like(name, handle):
    assert shape_of_name(name) == shape_of(handle)
    assert not is_plain(name)


@given(st.text())
def test_any_text_at_all_has_an_answer(text):
    assert without_hidden(without_hidden(text)) == without_hidden(text)
    mixes_alphabets(text), speaks_for_us(text), is_plain(text), shape_of_name(text)
    handle = handle_from(text)
    assert not handle or (is_well_formed(handle) and not is_reserved(handle))


def test_no_naughty_string_breaks_a_name_or_makes_a_handle_that_is_none(shared_data):
    strings = json.loads((shared_data / "moderation/naughty-strings/blns.json").read_text())
    assert len(strings) > 500
    for text in strings:
        for field in (NameField(max_length=60), HandleField()):
            try:
                kept = field.clean(text)
            except Exception as error:
                assert type(error).__name__ == "ValidationError", text
                continue
            assert field.clean(kept) == kept
            if isinstance(field, HandleField):
                assert is_well_formed(kept)
        assert handle_from(text) == "" or is_well_formed(handle_from(text))


@pytest.mark.parametrize("handle", ["abc", "a1b", "mira-b", "a-b-c", "x" * 30, "@Mira", " mira "])
def test_well_formed_handles(handle):
    assert HandleField().clean(handle) == handle.strip().strip("@").lower()


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "ab",
        "x" * 31,
        "1abc",
        "-abc",
        "abc-",
        "a--b",
        "a_b",
        "a.b",
        "a b",
        "müller",
        "pеtra",
        "abc\u200b",
        "a/b",
        "٣abc",
        "abc\n-d",
        "ﬁona",
        "ＡＢＣ",
        "../me",
        "%00abc",
    ],
)
def test_what_is_no_handle(handle):
    with pytest.raises(Exception, match=r"3 to 30|required|Null"):
        HandleField().clean(handle)


@pytest.mark.parametrize(
    "handle", ["admin", "adm1n", "a-d-m-i-n", "support", "me-dia", "backstr1de", "modera-tor"]
)
def test_what_is_kept_back_is_so_in_every_look(handle):
    assert is_reserved(handle)


def test_a_random_handle_is_well_formed_and_not_kept_back():
    made = [new_handle() for _ in range(200)]
    assert all(is_well_formed(handle) and not is_reserved(handle) for handle in made)
    assert len({shape_of(handle) for handle in made}) == 200


def test_first_parts_of_our_own_addresses_are_kept_back():
    from config.urls import urlpatterns  # noqa: PLC0415

    firsts = {str(found.pattern).split("/")[0] for found in urlpatterns} - {""}
    assert firsts - set(KEPT_BACK.split()) - {"csp-report", "pages"} == set()


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("Zoë Müller", "zoe-mueller"),
        ("O’Brien", "obrien"),
        ("Łukasz", "lukasz"),
        ("Nguyễn Thị Ánh", "nguyen-thi-anh"),
        ("Пётр", ""),
        ("Лена Müller", ""),
        ("Li", ""),
        ("Moderator", ""),
        ("7 of 9", ""),
        ("x" * 60, "x" * 30),
    ],
)
def test_the_handle_a_name_makes(name, handle):
    assert handle_from(name) == handle
