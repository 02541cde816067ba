"""Languages people speak, each under its own name."""

import unicodedata

LANGUAGES = {
    "af": "Afrikaans",
    "am": "አማርኛ",
    "ar": "العربية",
    "az": "Azərbaycanca",
    "be": "Беларуская",
    "bg": "Български",
    "bn": "বাংলা",
    "bs": "Bosanski",
    "ca": "Català",
    "ckb": "کوردیی ناوەندی",
    "cs": "Čeština",
    "cy": "Cymraeg",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "eo": "Esperanto",
    "es": "Español",
    "et": "Eesti",
    "eu": "Euskara",
    "fa": "فارسی",
    "fi": "Suomi",
    "fil": "Filipino",
    "fr": "Français",
    "fy": "Frysk",
    "ga": "Gaeilge",
    "gd": "Gàidhlig",
    "gl": "Galego",
    "gsg": "Deutsche Gebärdensprache",
    "gsw": "Schwiizertüütsch",
    "ha": "Hausa",
    "he": "עברית",
    "hi": "हिन्दी",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "hy": "Հայերեն",
    "id": "Bahasa Indonesia",
    "ig": "Igbo",
    "is": "Íslenska",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kk": "Қазақша",
    "km": "ភាសាខ្មែរ",
    "kmr": "Kurmancî",
    "ko": "한국어",
    "lb": "Lëtzebuergesch",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mk": "Македонски",
    "mn": "Монгол",
    "ms": "Bahasa Melayu",
    "mt": "Malti",
    "my": "မြန်မာ",
    "nb": "Norsk bokmål",
    "nds": "Plattdüütsch",
    "ne": "नेपाली",
    "nl": "Nederlands",
    "nn": "Norsk nynorsk",
    "pa": "ਪੰਜਾਬੀ",
    "pl": "Polski",
    "ps": "پښتو",
    "pt": "Português",
    "rm": "Rumantsch",
    "ro": "Română",
    "rom": "Romani",
    "ru": "Русский",
    "si": "සිංහල",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "so": "Soomaali",
    "sq": "Shqip",
    "sr": "Српски",
    "sv": "Svenska",
    "sw": "Kiswahili",
    "ta": "தமிழ்",
    "te": "తెలుగు",
    "th": "ไทย",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "ur": "اردو",
    "uz": "Oʻzbekcha",
    "vi": "Tiếng Việt",
    "wo": "Wolof",
    "yo": "Yorùbá",
    "yue": "粵語",
    "zh": "中文",
    "zu": "isiZulu",
    "ase": "American Sign Language",
    "bfi": "British Sign Language",
    "fsl": "Langue des signes française",
}
"""By tag (BCP 47). Signed languages are languages."""

COMMON = ("en", "de", "fr", "es", "it", "tr", "ar", "uk")
"""Offered first; the others open below them."""


def own_names(tags: list[str]) -> list[tuple[str, str]]:
    """(tag, own name) of those we know, in the order they were given."""
    return [(tag, LANGUAGES[tag]) for tag in tags if tag in LANGUAGES]


def by_own_name() -> list[tuple[str, str]]:
    """All languages as choices: in Latin letters first, each script in its order."""
    return sorted(LANGUAGES.items(), key=lambda item: _bare(item[1]))


def _bare(name: str) -> str:
    """Sorts Č beside C."""
    return unicodedata.normalize("NFD", name.casefold())
