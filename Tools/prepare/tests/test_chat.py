"""Chat templates as data: what can be said so is said exactly, what cannot is refused."""

import json
import sys
import tempfile
import unittest
import zipfile

from support import PREPARE, ROOT

sys.path[:0] = [str(ROOT / "Tools" / "setup"), str(PREPARE / "language")]
import manifest


def setUpModule():
    """Jinja is in nobody's environment: it comes out of its wheel."""
    global chat
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    for entry in manifest.packages(["language-preparation"]):
        if entry["package"] in ("jinja2", "markupsafe"):
            with zipfile.ZipFile(manifest.DOWNLOADS / entry["wheel"]) as wheel:
                wheel.extractall(folder.name)
    sys.path.insert(0, folder.name)
    unittest.addModuleCleanup(sys.path.remove, folder.name)
    import chat


TURNS = "{% for m in messages %}{{ '<' + m.role + '>' + m.content + '</>' }}{% endfor %}{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"
OPENED = "{{ bos_token }}" + TURNS
OWN_SYSTEM = "{% if messages[0].role != 'system' %}<system>I help.</>{% endif %}" + TURNS
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}" + TURNS
# What stands around a question depends on whether it is the last.
LAST_IS_MARKED = "{% for m in messages %}{{ '<' + m.role + ('!' if loop.last else '') + '>' + m.content + '</>' }}{% endfor %}"
TRIMMING = TURNS.replace("m.content", "m.content | trim")
DOUBLING = TURNS.replace("m.content", "m.content + m.content")


class Templates(unittest.TestCase):
    def learn(self, template):
        return chat.learn(template, {"bos_token": "<s>", "eos_token": "</s>"})

    def test_turns(self):
        self.assertEqual(self.learn(TURNS), {
            "opening": "", "system": {"before": "<system>", "after": "</>"}, "user": {"before": "<user>", "after": "</>"},
            "assistant": {"before": "<assistant>", "after": "</>"}, "answer": "<assistant>",
        })

    def test_an_opening_stands_before_everything(self):
        data = self.learn(OPENED)
        self.assertEqual((data["opening"], data["system"]["before"]), ("<s>", "<s><system>"))

    def test_a_system_message_takes_the_place_of_the_models_own(self):
        data = self.learn(OWN_SYSTEM)
        self.assertEqual((data["opening"], data["system"]["before"]), ("<system>I help.</>", "<system>"))

    def test_a_model_without_a_system_role(self):
        self.assertIsNone(self.learn(NO_SYSTEM)["system"])

    def test_what_depends_on_more_than_the_role_is_refused(self):
        for template in (LAST_IS_MARKED, DOUBLING, "Always the same."):
            with self.assertRaises((chat.Unfit, chat.TemplateError), msg=template):
                self.learn(template)

    def test_the_templates_program_reaches_nothing(self):
        with self.assertRaises(chat.TemplateError):
            self.learn("{{ messages.__class__.__mro__[1].__subclasses__() }}" + TURNS)

    def test_special_tokens_become_ids_and_the_longest_wins(self):
        self.assertEqual(chat.pieces("<s>user <s>>", {"<s>": 1, "<s>>": 2}), [1, "user ", 2])


class WhatTheSetUpBuilt(unittest.TestCase):
    """The two models' own templates, as they were learned."""

    def test_chat_tables(self):
        for name, start, end in (("smollm2", 1, 2), ("qwen2.5", 151644, 151645)):
            table = json.loads((manifest.CACHE / "models" / "language" / name / "language.json").read_text())
            self.assertEqual(table["chat"]["user"], {"before": [start, "user\n"], "after": [end, "\n"]})
            self.assertEqual(table["chat"]["answer"], [start, "assistant\n"])
            self.assertIn(end, table["endOfText"])


if __name__ == "__main__":
    unittest.main()
