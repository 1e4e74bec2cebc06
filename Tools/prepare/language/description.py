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
        ends = generation.get("eos_token_id", config.get("eos_token_id"))
        self.ends = ends if isinstance(ends, list) else [ends]
        if self.context_length is None or None in self.ends or not self.ends:
            raise Problem(f"{folder / 'config.json'} names no max_position_embeddings or no eos_token_id; a decoder-only language model was expected")
        template = folder / "chat_template.jinja"
        self.template = template.read_text() if template.is_file() else about.get("chat_template")
        if isinstance(self.template, list):
            # Several, for several uses.
            self.template = next((each.get("template") for each in self.template if each.get("name") == "default"), None)
        # An exported graph has its own.
        self.rotation = None
        self.beginning = config.get("bos_token_id") if about.get("add_bos_token") else None

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
