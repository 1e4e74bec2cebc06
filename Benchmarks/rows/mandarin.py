"""Character error of Mandarin finals on 30 sentences spoken by Kokoro, with either front.

The sentences are in `texts/mandarin.txt`; two voices take turns. Characters are compared after simplification, without
punctuation, numerals as digits on both sides. No recording of a real Mandarin speaker with its text was found among the
packages that the project can reach.
"""

from lib import align, corpus, kokoro, peer, sound, taichu, words
from lib.results import Row


def run(options) -> list[Row]:
    sentences = corpus.mandarin(options.every)
    files = kokoro.speak(sentences)
    simplify = words.simplifier()
    said = [words.chinese(sentence, simplify) for sentence in sentences]

    def row(name: str, what: str, texts: list[str], cpu: float, bar: float | None = None) -> Row:
        heard = [words.chinese(text, simplify) for text in texts]
        errors = align.total(zip(said, heard))
        pairs = [{"said": "".join(one), "heard": "".join(other)} for one, other in zip(said, heard) if one != other]
        raw = {**errors.as_dict(), "cpu_seconds": round(cpu, 2), "audio_seconds": round(sum(map(sound.seconds, files)), 1), "wrong": pairs}
        return Row(name, what, errors.rate, "%", bar=bar, raw=raw)

    rows = []
    for front, what, bar in (("mel", "log-mel front", 0.12), ("wav2vec2", "our front", None)):
        found, cost, _ = taichu.transcribe(files, "--language", "zh", "--front", front)
        texts = [found[file].text for file in files]
        rows.append(row(f"mandarin.{front}", f"character error, {len(files)} sentences, {what}", texts, cost.cpu, bar))
    theirs, cost = peer.transcribe(files, "zh")
    rows.append(row("mandarin.peer", "the same, faster-whisper base int8 beam 1", [theirs[str(file)]["text"] for file in files], cost.cpu))
    return rows
