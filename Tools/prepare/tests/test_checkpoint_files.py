"""What is taken, what is refused, and what the line says then."""

import json
import pickle
import struct
import unittest
import zipfile

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from support import DATA, CheckpointCase, Model, built, deviation, expected, wave

from checkpoint.tensors import read_torch
from checkpoint.torch_file import read_torch_file


class Settings(CheckpointCase):
    def test_other_kinds_of_model_are_refused_by_name(self):
        for kind in ("hubert", "wavlm", "wav2vec2-bert", "data2vec-audio", "whisper"):
            folder = self.copy()
            self.edit(folder, "config.json", model_type=kind)
            self.refused(65, f'model_type is "{kind}"; supported: wav2vec2 with a CTC head', folder)

    def test_a_model_without_a_ctc_head_is_refused(self):
        folder = self.copy()
        self.edit(folder, "config.json", architectures=["Wav2Vec2ForPreTraining"])
        self.refused(65, "is a Wav2Vec2ForPreTraining, which has no CTC head", folder)
        self.edit(folder, "config.json", architectures=None)
        tensors = load_file(folder / "model.safetensors")
        save_file({name: value for name, value in tensors.items() if not name.startswith("lm_head")}, folder / "model.safetensors")
        self.refused(65, "has no lm_head.weight", folder)

    def test_what_no_graph_can_be_built_for_is_refused(self):
        for key, value, text in (
            ("hidden_act", "xielu", 'hidden_act is "xielu", expected one of gelu, '),
            ("feat_extract_activation", ["gelu"], 'feat_extract_activation is ["gelu"], expected one of gelu, '),
            ("architectures", 3, "is a 3, which has no CTC head"),
            ("feat_extract_norm", "batch", 'feat_extract_norm is "batch", expected "group" or "layer"'),
            ("conv_stride", [5, 2], "conv_stride is [5, 2], expected 7 numbers"),
            ("num_attention_heads", 5, "num_attention_heads is 5, expected a divisor of hidden_size, 32"),
            ("hidden_size", "32", 'hidden_size is "32", expected a whole number from 1 to 1000000'),
            ("num_hidden_layers", 10**12, "expected a whole number from 1 to 1000"),
            ("vocab_size", 10**12, "expected a whole number from 1 to 1000000"),
            ("layer_norm_eps", 0, "layer_norm_eps is 0, expected"),
            ("conv_bias", "yes", 'conv_bias is "yes", expected true or false'),
        ):
            folder = self.copy()
            self.edit(folder, "config.json", **{key: value})
            self.refused(65, text, folder)

    def test_files_that_are_missing_or_broken_are_named(self):
        folder = self.copy()
        (folder / "preprocessor_config.json").unlink()
        self.refused(66, "preprocessor_config.json: is missing", folder)
        (folder / "vocab.json").write_text("{")
        (folder / "preprocessor_config.json").write_text('{"sampling_rate": 8000}')
        self.refused(65, "sampling_rate is 8000, expected 16000", folder)
        (folder / "preprocessor_config.json").write_text("{}")
        self.refused(65, "vocab.json: not JSON", folder)
        self.refused(66, "there is no such folder", self.folder / "nothing")
        self.refused(66, "config.json: is missing", self.folder)

    def test_normalization_comes_from_either_file(self):
        for checkpoint, normalize in (("base", True), ("layer-post", True), ("group-stable", False)):
            manifest = json.loads((built(checkpoint) / "manifest.json").read_text())
            self.assertEqual(manifest["config"]["do_normalize"], normalize, checkpoint)
        self.assertTrue((DATA / "layer-post" / "processor_config.json").exists())
        self.assertFalse((DATA / "layer-post" / "preprocessor_config.json").exists())

    def test_the_manifest_says_what_the_engine_needs(self):
        manifest = json.loads((built("base") / "manifest.json").read_text())
        config = manifest["config"]
        self.assertEqual((manifest["kind"], manifest["weights"], manifest["origin"]["source"]), ("wav2vec2-ctc", "f32", "directory"))
        sizes = ("receptive_field", "stride", "front_channels", "front_kernel", "front_stride", "hidden", "layers", "adapter_stride", "positional_reach")
        self.assertEqual([config[key] for key in sizes], [400, 320, 24, 10, 5, 32, 2, 1, 8])
        self.assertEqual([entry["name"] for entry in manifest["files"]], ["front.xml", "front.bin", "encoder.xml", "encoder.bin"])
        for entry in manifest["files"]:
            self.assertEqual((built("base") / entry["name"]).stat().st_size, entry["size"])
        self.assertIn("model.safetensors", [entry["name"] for entry in manifest["origin"]["files"]])
        self.assertEqual(json.loads((built("adapter") / "manifest.json").read_text())["config"]["adapter_stride"], 4)

    def test_the_licence_is_that_of_the_model_card(self):
        folder = self.copy()
        (folder / "README.md").write_text("---\nlanguage: zh\nlicense: apache-2.0\ntags:\n- audio\n---\n# Model\nlicense: none\n")
        self.assertEqual(json.loads((self.added(folder) / "manifest.json").read_text())["licence"], "apache-2.0")
        self.assertIsNone(json.loads((built("base") / "manifest.json").read_text())["licence"])


class Vocabulary(CheckpointCase):
    def config(self, folder, **options):
        return json.loads((self.added(folder, **options) / "manifest.json").read_text())["config"]

    def test_letters(self):
        config = json.loads((built("base") / "manifest.json").read_text())["config"]
        self.assertEqual(config["vocabulary"][:7], ["<pad>", "<s>", "</s>", "<unk>", "|", "E", "T"])
        self.assertEqual((config["blank"], config["word_delimiter"], config["special"]), (0, "|", [0, 1, 2, 3]))

    def test_chinese_characters_without_a_word_delimiter(self):
        config = json.loads((built("chinese") / "manifest.json").read_text())["config"]
        self.assertEqual(config["vocabulary"][:5], ["[PAD]", "[UNK]", "的", "一", "是"])
        # The tokenizer adds "|" as token 42, and the model has 42 outputs: it can never be written.
        self.assertEqual((config["word_delimiter"], config["special"], len(config["vocabulary"])), (None, [0, 1], 42))

    def test_tokens_that_were_added_later_and_ids_without_a_token(self):
        folder = self.copy()
        vocabulary = json.loads((folder / "vocab.json").read_text())
        moved = {token: number for token, number in vocabulary.items() if token not in ("<s>", "</s>")}
        (folder / "vocab.json").write_text(json.dumps(moved))
        self.edit(folder, "tokenizer_config.json", added_tokens_decoder={"1": {"content": "<s>"}}, do_lower_case=True)
        config = self.config(folder)
        self.assertEqual(config["vocabulary"][:4], ["<pad>", "<s>", "", "<unk>"])
        self.assertEqual((config["special"], config["lower_case"]), ([0, 1, 2, 3], True))

    def test_vocabularies_that_do_not_fit_are_refused(self):
        for vocabulary, text in (
            ({"eng": {"a": 0}, "zho": {"的": 0}}, "has a vocabulary for each language (eng, zho); choose one with --language"),
            ({"<pad>": 0, "a": 1, "b": 1}, "token 1 is both 'a' and 'b'"),
            ({"<pad>": 0, "a": 32}, "'a' is token 32, and the model (vocab_size of config.json) has 32"),
            ({"<pad>": 0, "a": "1"}, '"a" has "1", expected the number of a token'),
            ({"a": 0, "<pad>": 5}, "CTC's blank is token 0 by config.json (pad_token_id) and token 5 by the tokenizer"),
            ({"<pad>": 0}, "no token of it is text"),
        ):
            folder = self.copy()
            (folder / "vocab.json").write_text(json.dumps(vocabulary))
            self.edit(folder, "tokenizer_config.json", added_tokens_decoder=None)
            self.refused(65, text, folder)


class Languages(CheckpointCase):
    """A model with a vocabulary, adapters and a head for each language."""

    def test_the_language_of_the_weights_is_taken_unless_another_is_asked_for(self):
        config = json.loads((built("attention-adapter") / "manifest.json").read_text())["config"]
        self.assertEqual(config["vocabulary"][5:8], ["E", "T", "A"])
        model = Model(self.added(DATA / "attention-adapter", "--language", "zho"))
        self.assertEqual(model.config["vocabulary"][4:7], ["|", "的", "一"])
        self.assertIn("adapter.zho.safetensors", [entry["name"] for entry in model.manifest["origin"]["files"]])
        logits = model.encode(model.features(model.normalised(wave())))[1]
        self.assertLess(deviation(logits, expected("attention-adapter", "logits-zho")), 5e-5)

    def test_languages_that_are_not_there_are_refused(self):
        folder = self.copy("attention-adapter")
        self.refused(65, "has a vocabulary for each language (eng, zho), and none for fra; choose one", folder, "--language", "fra")
        self.refused(64, "--language '../x': expected a language's code", folder, "--language", "../x")
        (folder / "adapter.zho.safetensors").unlink()
        self.refused(66, "adapter.zho.safetensors is missing", folder, "--language", "zho")
        self.refused(65, "has one vocabulary for whatever the model hears; leave out --language zho", self.copy(), "--language", "zho")


class WeightFiles(CheckpointCase):
    def changed(self, change) -> object:
        folder = self.copy(without="pytorch_model.bin")
        tensors = load_file(folder / "model.safetensors")
        change(tensors)
        save_file(tensors, folder / "model.safetensors")
        return folder

    def test_a_missing_tensor_is_named(self):
        folder = self.changed(lambda tensors: tensors.pop("wav2vec2.encoder.layers.1.layer_norm.bias"))
        self.refused(65, "tensors are missing that config.json asks for: wav2vec2.encoder.layers.1.layer_norm.bias;", folder)

    def test_a_tensor_too_many_is_named(self):
        folder = self.changed(lambda tensors: tensors.update({"wav2vec2.encoder.layers.2.layer_norm.bias": np.zeros(32, np.float32)}))
        self.refused(65, "config.json does not account for: wav2vec2.encoder.layers.2.layer_norm.bias;", folder)

    def test_what_only_training_needs_is_left_out_and_said(self):
        folder = self.changed(lambda tensors: tensors.update({"quantizer.codevectors": np.zeros(3, np.float32)}))
        status, out, _ = self.add(folder)
        self.assertEqual(status, 0)
        self.assertIn("not used, since only training needs them: quantizer.codevectors, wav2vec2.masked_spec_embed", out)

    def test_a_wrong_shape_is_named_with_both(self):
        folder = self.changed(lambda tensors: tensors.update({"lm_head.weight": np.zeros((31, 32), np.float32)}))
        self.refused(65, "model.safetensors: lm_head.weight has shape [31, 32], expected [32, 32]", folder)

    def test_numbers_that_are_none_are_refused(self):
        for value in (np.nan, np.inf):
            def spoil(tensors):
                tensors["wav2vec2.encoder.layers.0.attention.k_proj.weight"][3, 4] = value

            self.refused(65, "attention.k_proj.weight has 1 values that are not finite numbers", self.changed(spoil))

    def test_whole_numbers_are_no_weights(self):
        folder = self.changed(lambda tensors: tensors.update({"lm_head.bias": np.zeros(32, np.int64)}))
        self.refused(65, "a weight is stored as I64", folder)

    def test_a_weight_norm_that_was_put_in_already_gives_the_same_graphs(self):
        convolution = "wav2vec2.encoder.pos_conv_embed.conv."

        def put_in(tensors):
            magnitude, direction = (tensors.pop(convolution + name).astype(np.float64) for name in ("weight_g", "weight_v"))
            norms = np.sqrt((direction**2).sum((0, 1), keepdims=True))
            tensors[convolution + "weight"] = (magnitude * direction / norms).astype(np.float32)

        model = self.added(self.changed(put_in))
        self.assertEqual((model / "encoder.bin").read_bytes(), (built("base") / "encoder.bin").read_bytes())

    def test_half_a_file_is_refused(self):
        folder = self.copy(without="pytorch_model.bin")
        path = folder / "model.safetensors"
        path.write_bytes(path.read_bytes()[:60000])
        self.refused(65, "not a whole safetensors file", folder)
        path.write_bytes(b"")
        self.refused(65, "not a whole safetensors file", folder)

    def test_a_part_of_a_split_checkpoint_that_is_missing_is_named(self):
        folder = self.copy("short-front")
        (folder / "model-00002-of-00003.safetensors").unlink()
        self.refused(66, "model-00002-of-00003.safetensors: is missing, and model.safetensors.index.json names it", folder)
        (folder / "model.safetensors.index.json").write_text('{"weight_map": {"lm_head.bias": "../../secret"}}')
        self.refused(65, "names '../../secret', expected plain names of files beside it", folder)

    def test_no_weights_that_can_be_read(self):
        folder = self.copy(without="*.bin")
        (folder / "model.safetensors").rename(folder / "tf_model.h5")
        self.refused(66, "has neither model.safetensors nor pytorch_model.bin (only tf_model.h5, which cannot be read here)", folder)


class Caller:
    """Pickles as a call of any function: what a hostile file is made of."""

    def __init__(self, function, *arguments):
        self.call = (function, arguments)

    def __reduce__(self):
        return self.call


class TorchFiles(CheckpointCase):
    def hostile(self, content, **entries):
        """A checkpoint whose weights are this pickle."""
        folder = self.copy(without="*.safetensors")
        with zipfile.ZipFile(folder / "pytorch_model.bin", "w") as archive:
            archive.writestr("archive/data.pkl", content if isinstance(content, bytes) else pickle.dumps(content, 2))
            for name, data in entries.items():
                archive.writestr(f"archive/data/{name}", data)
        return folder

    def test_nothing_is_called_that_a_file_names(self):
        import os

        mark = self.folder / "it ran"
        for content, name in (
            (Caller(os.system, f"touch '{mark}'"), "posix.system"),
            (Caller(eval, f"open({str(mark)!r}, 'w')"), "__builtin__.eval"),
            ({"a": Caller(open, str(mark), "w")}, "io.open"),
            (Caller(getattr, {}, "clear"), "__builtin__.getattr"),
        ):
            self.refused(65, f"wants to call {name}, which is more than a checkpoint needs; refused", self.hostile(content))
            self.assertFalse(mark.exists())

    def test_a_storage_is_read_only_where_it_lies(self):
        def tensor(count, offset, shape, strides, data=bytes(400), afterwards=b""):
            # torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, False, OrderedDict()), as opcodes.
            storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuJ" + struct.pack("<i", count) + b"tQ"
            numbers = lambda values: b"(" + b"".join(b"J" + struct.pack("<i", value) for value in values) + b"t"
            rebuilt = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"J" + struct.pack("<i", offset) + numbers(shape) + numbers(strides)
            rebuilt += b"\x89ccollections\nOrderedDict\n)RtR"
            return self.hostile(b"\x80\x02}X\x01\0\0\0a" + rebuilt + afterwards + b"s.", **{"0": data})

        # The form itself is right: what is wrong with this checkpoint is only that it holds nothing else.
        self.refused(65, "has no lm_head.weight", tensor(100, 0, (10, 10), (10, 1)))
        self.refused(65, "reaches beyond its storage of 100 numbers", tensor(100, 1, (10, 10), (10, 1)))
        self.refused(65, "reaches beyond its storage of 100 numbers", tensor(100, 0, (2, 2), (1 << 30, 1)))
        self.refused(65, "with strides (-1,)", tensor(100, 9, (10,), (-1,)))
        self.refused(65, "data/0 has 400 bytes, expected 404", tensor(101, 0, (1,), (1,)))
        self.refused(65, "refers to ('storage', StorageKind", tensor(-1, 0, (1,), (1,)))
        # BUILD: sets attributes of what is on the stack, here of a tensor that was checked.
        moved = b"}X\x06\0\0\0offsetJ\x00\x00\x00\x10sb"
        self.refused(65, "its data.pkl is damaged", tensor(100, 0, (10, 10), (10, 1), afterwards=moved))
        # A place in the pickle's memory far beyond any other: an array of that length would take all there is.
        self.refused(65, "has no lm_head.weight", tensor(100, 0, (10, 10), (10, 1), afterwards=b"r\xff\xff\xff\x7f"))

    def test_files_that_are_no_state_dictionary(self):
        self.refused(65, "holds list, expected a state dictionary", self.hostile([1, 2]))
        self.refused(65, "its data.pkl is damaged", self.hostile(b"\x80\x02}X\xff"))
        folder = self.copy(without="*.safetensors")
        path = folder / "pytorch_model.bin"
        path.write_bytes(b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.")
        self.refused(65, "has PyTorch's form from before 1.6", folder)
        path.write_bytes((DATA / "base" / "pytorch_model.bin").read_bytes()[:50000])
        self.refused(65, "is not what torch.save writes (a zip file), or is not whole", folder)

    def test_views_types_and_scalars_are_what_pytorch_saved(self):
        reference = json.loads((DATA / "views.json").read_text())
        tensors = read_torch(DATA / "views.bin")
        for name, entry in reference.items():
            with self.subTest(name):
                found = tensors[name].read()
                self.assertEqual((list(found.shape), found.dtype), (entry["shape"], np.float32))
                np.testing.assert_array_equal(found.ravel(), np.array(entry["values"], np.float32))
        self.assertEqual(read_torch_file(DATA / "views.bin")["count"].kind, "I64")

    def test_safetensors_in_every_type_are_what_the_library_reads(self):
        from checkpoint.tensors import read_safetensors

        path = DATA / "chinese" / "model.safetensors"
        found = read_safetensors(path)
        with safe_open(path, "np") as file:
            self.assertEqual(set(file.keys()), set(found))
            for name in file.keys():
                np.testing.assert_array_equal(found[name].read(), file.get_tensor(name).astype(np.float32))


if __name__ == "__main__":
    unittest.main()
