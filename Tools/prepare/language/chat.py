"""A chat template (a Jinja program in the model's metadata) → data: what stands before and after the messages of each role.

The running program has no Jinja. The template is rendered here for messages that are easy to find again; what stands between them is kept, and it counts only if
putting it together gives, for a number of conversations, letter for letter and token for token what the template gives.
"""

import datetime
import re

from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

_CONVERSATIONS = [
    [("user", "Who spoke?")],
    [("system", "Be short."), ("user", "他们说了什么？")],
    [("user", "One."), ("assistant", "Two."), ("user", "Three,\n\nand four.")],
    [("system", "Answer in Chinese."), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"), ("user", "e  f\tg")],
]


class Unfit(Exception):
    """Why a template cannot be said as data."""


class _Rendering:
    def __init__(self, template, variables):
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
        environment.globals |= {"raise_exception": self._refuse, "strftime_now": lambda form: datetime.date.today().strftime(form)}
        self._template, self._variables = environment.from_string(template), variables

    @staticmethod
    def _refuse(reason):
        raise TemplateError(reason)

    def __call__(self, conversation, answer=False):
        messages = [{"role": role, "content": text} for role, text in conversation]
        return self._template.render(messages=messages, add_generation_prompt=answer, **self._variables)


def _between(text, *marks):
    """The text's pieces before, between and after the marks."""
    pieces = []
    for mark in marks:
        before, found, text = text.partition(mark)
        if not found or mark in text:
            raise Unfit("it does not give every message back once")
        pieces.append(before)
    return [*pieces, text]


def _without(text, start="", end=""):
    if not (text.startswith(start) and text.endswith(end) and len(text) >= len(start) + len(end)):
        raise Unfit("what stands around a message depends on more than its role")
    return text[len(start):len(text) - len(end)]


def learn(template, variables):
    """{"opening", "system", "user", "assistant", "answer"}: texts, as the template writes them around messages."""
    rendering = _Rendering(template, variables)
    first, second, third, system = "XQuserAXQ", "XQanswerBXQ", "XQuserCXQ", "XQsystemDXQ"
    asked = [("user", first)]
    _, user_after = _between(rendering(asked), first)
    answered = rendering(asked + [("assistant", second)])
    opening, middle, assistant_after = _between(answered, first, second)
    assistant_before = _without(middle, start=user_after)
    _, _, following, _ = _between(rendering(asked + [("assistant", second), ("user", third)]), first, second, third)
    user_before = _without(following, start=assistant_after)
    data = {
        "opening": _without(opening, end=user_before),
        "system": None,
        "user": {"before": user_before, "after": user_after},
        "assistant": {"before": assistant_before, "after": assistant_after},
        "answer": _without(rendering(asked, answer=True), start=rendering(asked)),
    }
    try:
        before, after, _ = _between(rendering([("system", system)] + asked), system, first)
        data["system"] = {"before": before, "after": _without(after, end=user_before)}
    except (TemplateError, Unfit):
        # Some models know no system; then what it would have said goes before the first question.
        pass
    for conversation in _CONVERSATIONS:
        if conversation[0][0] == "system" and data["system"] is None:
            continue
        for answer in (False, True):
            if rendering(conversation, answer) != written(data, conversation, answer):
                raise Unfit("what stands around a message depends on more than its role")
    return data


def written(data, conversation, answer):
    """A conversation as the running program puts it together."""
    text = "" if conversation[0][0] == "system" else data["opening"]
    for role, body in conversation:
        text += data[role]["before"] + body + data[role]["after"]
    return text + (data["answer"] if answer else "")


def pieces(text, special):
    """Special tokens as ids, what stands between them as text: [1, "user\\n"]."""
    pattern = "|".join(re.escape(name) for name in sorted(special, key=len, reverse=True))
    parts = re.split(f"({pattern})", text) if pattern else [text]
    return [special.get(part, part) for part in parts if part]


def in_pieces(data, special):
    if data is None or isinstance(data, str):
        return None if data is None else pieces(data, special)
    return {name: in_pieces(value, special) for name, value in data.items()}


def check_tokens(data, tokens, beginning):
    """Token for token: text between special tokens alone, as the running program does it, against the whole rendering."""
    for conversation in _CONVERSATIONS:
        if conversation[0][0] == "system" and data["system"] is None:
            continue
        text = written(data, conversation, True)
        assembled = []
        for piece in pieces(text, tokens.special):
            assembled += [piece] if isinstance(piece, int) else tokens.plain(piece)
        whole = tokens.whole(text)
        if assembled != whole and beginning + assembled != whole:
            raise Unfit("its special tokens are not read as they are written")
