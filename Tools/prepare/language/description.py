"""What a folder says of its language model, in Hugging Face's files."""

import json

from problem import Problem


class Description:
    def __init__(self, folder):
        config = self.config = self._table(folder / "config.json")
        generation = self._table(folder / "generation_config.json")
        about = self._table(folder / "tokenizer_config.json")
        self.architecture = config.get("model_type")
        self.context_length = config.get("max_position_embeddings")
        ends = next((table["eos_token_id"] for table in (generation, config) if table.get("eos_token_id") is not None), None)
        self.ends = ends if isinstance(ends, list) else [ends]
        if not all(type(number) is int and number >= 0 for number in (self.context_length, *self.ends)) or not self.ends:
            raise Problem(f"{folder / 'config.json'} names no max_position_embeddings or no eos_token_id, expected whole numbers; a decoder-only language model was expected")
        self.template = self._template(folder, about)
        # Texts that a template may put in.
        self.marks = {name: self._mark(about.get(name)) for name in ("bos_token", "eos_token")}
        # An exported graph has its own.
        self.rotation = None
        self.beginning = config.get("bos_token_id") if about.get("add_bos_token") else None

    @staticmethod
    def _template(folder, about):
        file, template = folder / "chat_template.jinja", about.get("chat_template")
        if file.is_file():
            return file.read_text(encoding="utf-8", errors="replace")
        if isinstance(template, list):
            # Several, for several uses.
            template = next((each.get("template") for each in template if isinstance(each, dict) and each.get("name") == "default"), None)
        return template if isinstance(template, str) else None

    @staticmethod
    def _mark(value):
        """A token's text, by itself or in a description of the token; None where it is not said."""
        value = value.get("content") if isinstance(value, dict) else value
        return value if isinstance(value, str) else None

    @staticmethod
    def _table(path):
        if not path.is_file():
            return {}
        try:
            table = json.loads(path.read_text())
        except ValueError as error:
            raise Problem(f"{path} is not JSON ({error}); fetch it again") from None
        if not isinstance(table, dict):
            raise Problem(f"{path} holds a {type(table).__name__}, expected a JSON object")
        return table
