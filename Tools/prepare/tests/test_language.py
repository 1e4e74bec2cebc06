"""Language models of one's own: what is taken, what is refused, and that an installed tree can do it too."""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from unittest import mock

import numpy as np

from hub_server import COMMIT, HubServer
from support import CORE, EXACT, PREPARE, ROOT, CheckpointCase

sys.path[:0] = [str(ROOT / "Tools" / "setup"), str(ROOT / "Tests" / "Language")]
import manifest


def setUpModule():
    """The writer of GGUF files is in nobody's environment: it comes out of its wheel."""
    global tiny
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    for entry in manifest.packages(["language-preparation"]):
        with zipfile.ZipFile(manifest.DOWNLOADS / entry["wheel"]) as wheel:
            wheel.extractall(folder.name)
    sys.path.insert(0, folder.name)
    unittest.addModuleCleanup(sys.path.remove, folder.name)
    import tiny


DECODERS = ROOT / "Tests" / "Language" / "data" / "decoders"


def logits(model, ids):
    """Of the token after the last, in 32-bit arithmetic; the keys and values of the first half are state when the second is read."""
    request = CORE.compile_model(model / "decoder.xml", "CPU", EXACT | {"KV_CACHE_PRECISION": "f32"}).create_infer_request()
    for start, end in ((0, len(ids) // 2), (len(ids) // 2, len(ids))):
        request.infer({"input_ids": np.array([ids[start:end]]), "attention_mask": np.ones((1, end), np.int64), "position_ids": np.arange(start, end)[None], "beam_idx": np.zeros(1, np.int32)})
    return request.get_tensor("logits").data[0, -1].copy()


class LanguageCase(CheckpointCase):
    def table(self, model):
        return json.loads((model / "language.json").read_text())


class HuggingFacesOwnFiles(LanguageCase):
    """Decoders in safetensors, against transformers' classes (`Tests/Language/decoders.py`)."""

    def decoder(self, name, **config) -> Path:
        folder = Path(tempfile.mkdtemp(dir=self.folder)) / name
        shutil.copytree(DECODERS / name, folder)
        self.edit(folder, "config.json", **config)
        return folder

    def test_every_family_computes_what_transformers_does(self):
        for name in ("llama", "smol", "qwen2", "qwen3"):
            expected = json.loads((DECODERS / name / "expected.json").read_text())
            for stored, most in (("f16", 1e-3), ("int8", 0.2)):
                with self.subTest(name, stored=stored):
                    model = self.added(DECODERS / name, "--weights", stored, name=f"{name}-{stored}")
                    self.assertLess(np.abs(logits(model, expected["ids"]) - expected["logits"]).max(), most)
                    about = json.loads((model / "manifest.json").read_text())
                    self.assertEqual((about["kind"], about["weights"], about["origin"]["source"]), ("language-model", stored, "directory"))
            table = json.loads((model / "language.json").read_text())
            self.assertEqual((table["architecture"], table["contextLength"], table["chat"]["answer"]), ("llama" if name == "smol" else name, 512, [1, "assistant\n"]))
            self.assertEqual((table["beginning"], table["endOfText"]), ([1] if name == "llama" else [], [0, 2]))

    def test_what_the_reader_would_leave_out_is_refused(self):
        for changes, line in (
            ({"model_type": "gpt_neox"}, "describes a model of type 'gpt_neox'; of safetensors, llama, qwen2, qwen3 are read"),
            ({"rope_scaling": {"rope_type": "yarn", "factor": 4.0}}, "the model rotates its positions in the way yarn, which openvino-genai's reader does not know; give a GGUF file"),
            ({"use_sliding_window": True}, "the model looks back through a window"),
            ({"mlp_bias": True}, "adds biases to its feed-forward layers"),
            ({"hidden_act": "gelu"}, "uses 'gelu' between its layers"),
            ({"quantization_config": {"bits": 4}}, "is quantized already"),
            ({"rope_parameters": {"rope_theta": 10_000.0, "partial_rotary_factor": 0.5}}, "the model rotates only a part of each head"),
            ({"rope_parameters": {"full_attention": {"rope_theta": 10_000.0}}}, "in another way in each kind of layer"),
            ({"rope_scaling": "linear"}, "rope_parameters and rope_scaling are expected to be JSON objects"),
            ({"num_hidden_layers": "two"}, 'num_hidden_layers is "two", expected a whole number above 0'),
            ({"num_attention_heads": 0.5}, "num_attention_heads is 0.5, expected a whole number above 0"),
            ({"rms_norm_eps": 1e999}, "rms_norm_eps is Infinity, expected a number above 0"),
            ({"num_key_value_heads": 3}, "4 of queries over 3 of keys; expected an even number, and a multiple"),
            ({"num_hidden_layers": 1}, "holds tensors that config.json does not account for: model.layers.1."),
            ({"num_hidden_layers": 3}, "tensors are missing that config.json asks for: model.layers.2."),
            ({"tie_word_embeddings": False}, "tensors are missing that config.json asks for: lm_head.weight"),
            ({"num_key_value_heads": 4}, "has shape [32, 64], expected [64, 64] by config.json"),
            ({"eos_token_id": 300}, "its text ends with token 300, and config.json says vocab_size 288"),
            ({"eos_token_id": "2"}, "names no max_position_embeddings or no eos_token_id, expected whole numbers"),
            ({"vocab_size": 100}, "tokenizer.json has a token 263, and config.json says vocab_size 100"),
            ({"eos_token_id": None}, "names no max_position_embeddings or no eos_token_id"),
        ):
            with self.subTest(line):
                folder = self.decoder("qwen2", **changes)
                (folder / "generation_config.json").unlink()
                self.refused(65, line, folder)

    def test_a_tokenizer_of_another_kind_is_refused(self):
        for change, line in (
            (lambda described: described["model"].update(type="WordLevel", unk_token="<|endoftext|>"), "its tokens are not those of byte-level byte-pair encoding"),
            (lambda described: described.update(pre_tokenizer={"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}), "it cuts '(ab 12345' into ( | ab |  12345; openvino-genai's reader cuts as"),
            (lambda described: described.update(normalizer={"type": "Lowercase"}), 'reader makes other tokens of "Two words'),
        ):
            with self.subTest(line):
                folder = self.decoder("smol")
                described = json.loads((folder / "tokenizer.json").read_text())
                change(described)
                (folder / "tokenizer.json").write_text(json.dumps(described))
                self.refused(65, line, folder)
        folder = self.decoder("smol")
        (folder / "tokenizer.json").write_text("{")
        self.refused(65, "tokenizer.json is no tokenizer that can be read", folder)
        shutil.copy(DECODERS / "smol" / "tokenizer.json", folder)
        (part,) = folder.glob("model-00002*")
        part.unlink()
        self.refused(66, f"{folder} has no {part.name}; expected a GGUF file", folder)

    def test_a_template_has_the_tokenizers_own_marks(self):
        folder = self.decoder("smol")
        self.edit(folder, "tokenizer_config.json", bos_token={"content": "<file_sep>", "special": True}, eos_token="<|im_end|>")
        (folder / "chat_template.jinja").write_text("{{ bos_token }}{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}{{ eos_token }}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
        self.edit(folder, "generation_config.json", eos_token_id=[0, 2])
        self.assertEqual(self.table(self.added(folder))["chat"], {
            "opening": [3], "system": {"before": [3, 1, "system\n"], "after": [2]}, "user": {"before": [1, "user\n"], "after": [2]},
            "assistant": {"before": [1, "assistant\n"], "after": [2]}, "answer": [1, "assistant\n"]})

    def test_a_description_without_an_end_leaves_it_to_the_other(self):
        folder = self.decoder("smol")
        (folder / "generation_config.json").write_text('{"eos_token_id": null}')
        self.assertEqual(self.table(self.added(folder))["endOfText"], [0, 2])

    def test_weights_are_kept_in_sixteen_bits_or_eight(self):
        self.refused(64, "a language model's matrices are kept in f16 or int8", DECODERS / "qwen3", "--weights", "f32")

    def test_a_model_of_the_hub(self):
        folder = self.decoder("qwen3")
        server = HubServer(folder)
        self.addCleanup(server.close)
        self.enterContext(mock.patch.dict(os.environ, {"HF_ENDPOINT": server.address, "XDG_CACHE_HOME": str(self.folder / "cache"), "no_proxy": "*"}))
        model = self.added("owner/model")
        about = json.loads((model / "manifest.json").read_text())
        self.assertEqual((about["origin"]["source"], about["origin"]["location"], about["origin"]["revision"]), ("hub", f"{server.address}/owner/model", COMMIT))
        self.edit(folder, "config.json", model_type="gpt_neox")
        server.state.requests.clear()
        self.store = self.folder / "another"
        self.refused(65, "describes a model of type 'gpt_neox'", "owner/model")
        # Before its weights came.
        self.assertFalse(any("model.safetensors" in path for _, path, _, _ in server.state.requests))


class LanguageModels(LanguageCase):
    def model(self, name="tiny.gguf", **changes) -> Path:
        path = self.folder / name
        tiny.write(path, **changes)
        return path

    def test_a_gguf_file_becomes_a_model(self):
        source = self.model()
        model = self.added(source)
        about = json.loads((model / "manifest.json").read_text())
        self.assertEqual((about["kind"], about["name"], about["licence"]), ("language-model", "model", "cc0-1.0"))
        self.assertEqual((about["origin"]["source"], about["origin"]["location"]), ("file", str(source)))
        self.assertEqual([file["name"] for file in about["files"]],
                         ["decoder.bin", "decoder.xml", "detokenizer.bin", "detokenizer.xml", "language.json", "tokenizer.bin", "tokenizer.xml"])
        self.assertEqual(sorted(path.name for path in self.store.iterdir()), [".lock", "model"])
        table = self.table(model)
        self.assertEqual((table["contextLength"], table["endOfText"], table["chat"]["answer"]), (tiny.CONTEXT, [0, 2], [1, "assistant\n"]))

    def test_a_folder_with_an_ir_becomes_the_same_model(self):
        sys.path.insert(0, str(PREPARE / "language"))
        import gguf_file

        source, folder = self.model(), self.folder / "export"
        gguf_file.convert(source, folder)
        (folder / "config.json").write_text(json.dumps({"model_type": "llama", "max_position_embeddings": tiny.CONTEXT, "eos_token_id": 2}))
        (folder / "tokenizer_config.json").write_text(json.dumps({"chat_template": tiny.TEMPLATE}))
        (folder / "README.md").write_text("---\nlicense: mit\n---\n")
        of_file, of_folder = self.added(source, name="file"), self.added(folder, name="folder")
        self.assertEqual(self.table(of_folder), self.table(of_file))
        self.assertEqual((of_folder / "decoder.bin").read_bytes(), (of_file / "decoder.bin").read_bytes())
        self.assertEqual(json.loads((of_folder / "manifest.json").read_text())["licence"], "mit")
        (folder / "openvino_detokenizer.xml").unlink()
        self.store = self.folder / "another"
        self.refused(66, f"{folder} has no openvino_detokenizer.xml; expected a GGUF file, a folder", folder)

    def test_a_model_without_a_chat_template_or_with_one_that_is_a_program(self):
        for template, word in ((None, "has no chat template"), ("{% if messages | length > 2 %}!{% endif %}" + tiny.TEMPLATE, "is not used, since")):
            status, said, err = self.add(self.model(template=template), "--replace")
            self.assertEqual((status, err), (0, ""))
            self.assertIn(word, said)
            self.assertIn("it will be prompted with plain text", said)
            self.assertIsNone(self.table(self.store / "model")["chat"])

    def test_what_is_no_language_model_is_refused(self):
        whole = self.model().read_bytes()
        text, cut, safetensors, many = (self.folder / name for name in ("notes.txt", "cut.gguf", "safetensors", "many"))
        text.write_text("Dear diary,")
        cut.write_bytes(whole[:len(whole) // 2])
        safetensors.mkdir()
        (safetensors / "config.json").write_text(json.dumps({"model_type": "llama", "architectures": ["LlamaForCausalLM"]}))
        many.mkdir()
        (many / "a.gguf").write_bytes(whole)
        for status, source, line in (
            (65, text, f"{text} is no GGUF file; expected a GGUF file, a folder with an OpenVINO IR"),
            (65, cut, f"{cut} is no GGUF file that can be read: "),
            (66, safetensors, f"{safetensors} has no tokenizer.json; expected a GGUF file, a folder with an OpenVINO IR"),
            (66, many, f"{many} is a folder of GGUF files; give one of them, such as {many / 'a.gguf'}"),
            (65, self.model("bert.gguf", architecture="bert"), "openvino-genai does not read it: "),
            (65, self.model("endless.gguf", eos_token_id=None), "name no context length or no end of text"),
            (66, self.folder / "nowhere.gguf", "there is no such folder or file"),
        ):
            self.refused(status, line, source)

    def test_options_of_others_and_names_of_ours_are_refused(self):
        source = self.model()
        for option, value, who in (("weights", "int8", "models in safetensors"), ("language", "deu", "wav2vec2 checkpoints"), ("revision", "main", "models of a hub")):
            self.refused(64, f"--{option} is for {who}", source, f"--{option}", value)
        self.refused(77, '"smollm2" is the name of a model that is part of Taichu', source, name="smollm2")

    def test_packages_that_were_never_fetched_are_said_with_what_fetches_them(self):
        with mock.patch.object(manifest, "DOWNLOADS", self.folder):
            self.refused(78, f"fetch them with: {ROOT}/Tools/setup/python-environment all language", self.model())

    def test_a_disk_that_fills_up_while_the_graphs_are_written(self):
        # A limit on the size of files stands for it. The reader's own files, which are as large, are there already.
        sys.path.insert(0, str(PREPARE / "language"))
        import gguf_file

        folder = self.folder / "ir"
        gguf_file.convert(self.model(), folder)
        (folder / "config.json").write_text(json.dumps({"model_type": "llama", "max_position_embeddings": tiny.CONTEXT, "eos_token_id": 2}))
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_FSIZE, (soft, hard))
        # Room for the packages' files was made before.
        import model

        def limited(*arguments):
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
            return save(*arguments)

        save = model.save
        with mock.patch.object(model, "save", limited):
            self.refused(74, f"{self.store}: writing decoder.xml failed", folder)

    def test_no_room_is_said_before_anything_is_written(self):
        with mock.patch("checkpoint.source.shutil.disk_usage", return_value=mock.Mock(free=1000)):
            self.refused(74, "model needs 30 MB, and 0 MB are free", self.model())

    def test_an_installed_tree_can_do_it_too(self):
        tree = self.folder / "preparation"
        for file in subprocess.run([ROOT / "Tools" / "setup" / "preparation-files"], capture_output=True, text=True, check=True).stdout.split():
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, tree / file)
        source = self.model()
        command = [sys.executable, "-B", tree / "Tools" / "prepare" / "add_checkpoint.py", "--name", "installed", "--store", self.store, "--", source]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", env={key: os.environ[key] for key in os.environ if key != "PYTHONPATH"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue((self.store / "installed" / "language.json").is_file())
        # What it would fetch, were it missing.
        named = subprocess.run([tree / "Tools" / "setup" / "python-environment", "path"], capture_output=True, text=True)
        self.assertEqual(named.returncode, 0, named.stderr)


if __name__ == "__main__":
    unittest.main()
