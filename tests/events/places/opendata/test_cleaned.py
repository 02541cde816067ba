import io
import json
import random

import pytest

from events.places.opendata import cleaned
from events.places.opendata.cleaned import Cleaned


def clean(content):
    file, parts = Cleaned(io.BytesIO(content)), []
    while part := file.read():
        parts.append(part)
    return b"".join(parts)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"[NaN, -Infinity,1.5]", b"[null, null,1.5]"),
        (b'{"NaN": "a, NaN, \\" NaN"}', b'{"NaN": "a, NaN, \\" NaN"}'),
        (b'["\\\\", NaN, "\\\\\\"", NaN]', b'["\\\\", null, "\\\\\\"", null]'),
        (
            b"[1e400, 1e308, 12345678901234567890, 0.12345678901234567890]",
            b"[null, 1e308, null, 0.12345678901234567890]",
        ),
        (b"\xef\xbb\xbf{}", b"{}"),
        (b"", b""),
        (b'"open NaN', b'"open NaN'),
    ],
)
def test_only_what_is_no_number_is_changed(before, after):
    assert clean(before) == after


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_wherever_the_file_is_cut(monkeypatch, chunk):
    """Compared with Python's own reader, which knows NaN and reads it as null here."""
    monkeypatch.setattr(cleaned, "CHUNK", chunk)
    chance = random.Random(7)
    words = [
        "NaN",
        'a "NaN", b',
        "\\",
        "\\\\",
        "Infinity,",
        ",",
        "x" * 9,
        float("nan"),
        float("-inf"),
        1.5,
        10**30,
    ]
    for _ in range(200):
        listed = [chance.choice(words) for _ in range(6)]
        wanted = [None if (isinstance(one, float) and one != 1.5) or one == 10**30 else one for one in listed]
        assert json.loads(clean(json.dumps(listed).encode())) == wanted


def test_text_without_a_comma_is_handed_on_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(cleaned, "LONGEST", 100)
    monkeypatch.setattr(cleaned, "CHUNK", 10)
    assert len(Cleaned(io.BytesIO(b'"' + b"x" * 1000 + b'"')).read()) < 120
