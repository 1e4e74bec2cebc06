"""What counts as the same word: one normaliser for both sides of every error rate.

English: lower case, no punctuation, numbers spelled out, a few spellings made one. Chinese: simplified script, no
punctuation, numerals as digits, one token a character. `plain` is the narrower rule (case and punctuation only), printed
beside it so that nobody has to trust the table of spellings.
"""

import re
import unicodedata

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()

# Two ways to write one spoken thing; the value is a list of words.
_SPELLINGS = {
    "okay": "ok",
    "voice mail": "voicemail",
    "e mail": "email",
    "cancelled": "canceled",
    "cancelling": "canceling",
    "dialled": "dialed",
    "dialling": "dialing",
    "log in": "login",
    "log on": "logon",
    "web site": "website",
    "mail box": "mailbox",
    "black list": "blacklist",
    "can not": "cannot",
    "percent": "per cent",
    "grey": "gray",
    "colour": "color",
    "mister": "mr",
    "missus": "mrs",
}


def plain(text: str) -> list[str]:
    """Lower case, letters and inner apostrophes only."""
    text = text.lower().replace("’", "'").replace("-", " ")
    return [word.strip("'") for word in re.sub(r"[^a-z0-9' ]", " ", text).split() if word.strip("'")]


def spelled(number: int) -> str:
    """A number below a million in words, without "and"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10] + (" " + _ONES[number % 10] if number % 10 else "")
    if number < 1000:
        return _ONES[number // 100] + " hundred" + (" " + spelled(number % 100) if number % 100 else "")
    return spelled(number // 1000) + " thousand" + (" " + spelled(number % 1000) if number % 1000 else "")


def _spelled_digits(match: re.Match) -> str:
    digits = match[0].replace(",", "")
    if len(digits) > 6 or (len(digits) > 1 and digits[0] == "0"):
        return " ".join(_ONES[int(digit)] for digit in digits)
    return " " + spelled(int(digits)) + " "


def english(text: str) -> list[str]:
    """The words of an English text as they are compared."""
    text = re.sub(r"\d[\d,]*\d|\d", _spelled_digits, text.replace("#", " pound ").replace("%", " percent "))
    joined = " " + " ".join(plain(text)) + " "
    for variant, one in _SPELLINGS.items():
        joined = joined.replace(f" {variant} ", f" {one} ")
    return joined.split()


_CHINESE_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERALS = re.compile("[零〇一二两三四五六七八九十百千]+")


def _digits(match: re.Match) -> str:
    """十五 → 15, 二〇二六 → 2026: both sides alike, so that 一起 → 1起 does no harm."""
    run = match[0]
    if not any(c in _CHINESE_UNITS for c in run):
        return "".join(str(_CHINESE_DIGITS[c]) for c in run)
    value, digit = 0, None
    for c in run:
        if c in _CHINESE_UNITS:
            value += (1 if digit is None else digit) * _CHINESE_UNITS[c]
            digit = None
        else:
            digit = _CHINESE_DIGITS[c]
    return str(value + (digit or 0))


def chinese(text: str, simplify=lambda text: text) -> list[str]:
    """The characters of a Chinese text as they are compared; `simplify` converts the script first."""
    kept = "".join(c for c in simplify(text).lower() if c.isalnum())
    return list(_NUMERALS.sub(_digits, kept))


def mandarin_sounds(characters: list[str]) -> list[str]:
    """The syllables, tones and all, of characters as `chinese` gives them: homophones are one. What has no reading stays."""
    from pypinyin import Style, lazy_pinyin

    return [sound for one in lazy_pinyin("".join(characters), style=Style.TONE3, neutral_tone_with_five=True) for sound in (one if one.isdigit() else [one])]


def other(text: str) -> list[str]:
    """The words of a text in any language that parts them by spaces: lower case, letters with their marks, no punctuation."""
    text = unicodedata.normalize("NFC", text).lower().replace("’", "'")
    return "".join(c if c.isalnum() or unicodedata.category(c) == "Mn" else " " for c in text).split()


def characters(text: str) -> list[str]:
    """The same without the spaces, one token a character."""
    return list("".join(other(text)))


def simplifier():
    """Traditional → simplified, character by character and by phrase."""
    from opencc import OpenCC

    return OpenCC("t2s").convert
