"""Mandarin for Kokoro: pinyin with tone numbers → the IPA that its symbols cover, tones as arrows after the vowel.

The table is phonetic fact written as rules: an initial, a medial glide, a nucleus, a coda. Where Mandarin spelling hides a
sound (bo, zhi, yu, you) the rules put it back.
"""

import re

_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}

# Final → (up to and including the nucleus, coda); the tone's arrow stands between them.
_FINALS = {
    "a": ("a", ""), "o": ("wo", ""), "e": ("ɤ", ""), "ai": ("ai", ""), "ei": ("ei", ""), "ao": ("au", ""), "ou": ("ou", ""),
    "an": ("a", "n"), "en": ("ə", "n"), "ang": ("a", "ŋ"), "eng": ("ə", "ŋ"), "ong": ("ʊ", "ŋ"), "er": ("ɚ", ""),
    "i": ("i", ""), "ia": ("ja", ""), "ie": ("je", ""), "iao": ("jau", ""), "iou": ("jou", ""), "ian": ("jɛ", "n"),
    "in": ("i", "n"), "iang": ("ja", "ŋ"), "ing": ("i", "ŋ"), "iong": ("jʊ", "ŋ"),
    "u": ("u", ""), "ua": ("wa", ""), "uo": ("wo", ""), "uai": ("wai", ""), "uei": ("wei", ""), "uan": ("wa", "n"),
    "uen": ("wə", "n"), "uang": ("wa", "ŋ"), "ueng": ("wə", "ŋ"),
    "ü": ("y", ""), "üe": ("ɥe", ""), "üan": ("ɥɛ", "n"), "ün": ("y", "n"),
    # The buzzing vowel of zi, ci, si and zhi, chi, shi, ri.
    "ɨ": ("ɨ", ""), "": ("", ""),
}
_SHORT = {"iu": "iou", "ui": "uei", "un": "uen"}
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_PUNCTUATION = {"，": ", ", ",": ", ", "。": ".", "？": "?", "?": "?", "！": "!", "：": ": ", "；": "; "}


def syllable(pinyin: str) -> str:
    """One syllable with its tone number, such as `zhong1` or `lv4` → symbols."""
    match = re.fullmatch(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([a-zü]*?)(r?)([1-5]?)", pinyin.replace("v", "ü").replace("u:", "ü"))
    if not match:
        raise ValueError(f"{pinyin!r} is no pinyin syllable")
    initial, final, rhotic, tone = match[1] or "", match[2], match[3], match[4] or "5"
    if final == "e" and rhotic and not initial:
        final, rhotic = "er", ""
    if not initial:
        final = _without_initial(final)
    elif initial in ("j", "q", "x") and final.startswith("u"):
        final = "ü" + final[1:]
    elif initial in ("zh", "ch", "sh", "r", "z", "c", "s") and final == "i":
        final = "ɨ"
    final = _SHORT.get(final, final)
    if final not in _FINALS:
        raise ValueError(f"{pinyin!r} has no Mandarin final")
    nucleus, coda = _FINALS[final]
    return _INITIALS.get(initial, "") + nucleus + _TONES[tone] + coda + ("ɻ" if rhotic else "")


def _without_initial(final: str) -> str:
    """Undoes the spelling of syllables that begin with y or w."""
    if final.startswith("yu"):
        return "ü" + final[2:]
    if final == "yong":
        return "iong"
    if final == "you":
        return "iou"
    if final.startswith("yi"):
        return "i" + final[2:]
    if final.startswith("y"):
        return "i" + final[1:]
    if final.startswith("wu"):
        return "u" + final[2:]
    if final == "wei":
        return "uei"
    if final == "wen":
        return "uen"
    if final.startswith("w"):
        return "u" + final[1:]
    return final


def phonemes(text: str) -> str:
    """A sentence whose words are parted by spaces → Kokoro's symbols; tone sandhi by pypinyin."""
    from pypinyin import Style, lazy_pinyin

    spoken = []
    for word in text.split():
        parts = []
        for piece in re.findall(r"[\u4e00-\u9fff]+|.", word):
            if re.match(r"[\u4e00-\u9fff]", piece):
                numbered = lazy_pinyin(piece, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)
                parts += [syllable(one) for one in numbered]
            else:
                parts.append(_PUNCTUATION.get(piece, ""))
        spoken.append("".join(parts))
    return re.sub(r" +", " ", " ".join(spoken)).strip()
