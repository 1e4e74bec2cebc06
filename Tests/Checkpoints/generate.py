"""Writes small checkpoints with random weights through transformers' own classes, and what those classes compute from them.

    Tests/Checkpoints/generate [FOLDER]
    Tests/Checkpoints/generate --full-size FOLDER      base and large as they are used, 1.6 GB, for `measure`

Each lies in a folder of its own below FOLDER (default: `data` beside this file), with `expected/*.f32`: features after the feature
projection, last hidden states, logits, and for group-norm fronts the features in pieces with running statistics.
Weights are drawn so that no term of a layer is small enough to be forgotten unseen: norms are not 1 and 0, biases are not 0.
"""

import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import Wav2Vec2Config, Wav2Vec2CTCTokenizer, Wav2Vec2FeatureExtractor, Wav2Vec2ForCTC, Wav2Vec2Processor
from transformers.activations import ACT2FN

LETTERS = ["<pad>", "<s>", "</s>", "<unk>", "|"] + list("ETAONIHSRDLUMWCFGYPBVK'XJQZ")
CHINESE = ["[PAD]", "[UNK]"] + list("的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生")

SMALL = dict(
    conv_dim=[24] * 7, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48,
    num_conv_pos_embeddings=16, num_conv_pos_embedding_groups=4, vocab_size=len(LETTERS), layerdrop=0.0,
)

# Name → what differs from SMALL; `as_` keys say how it is written.
CHECKPOINTS = {
    "base": dict(as_bin="state", as_weight_norm="old"),
    "large": dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True, as_bin="parameters"),
    "group-stable": dict(conv_bias=True, do_stable_layer_norm=True, hidden_act="gelu_new", num_conv_pos_embeddings=9, normalize=False),
    "layer-post": dict(feat_extract_norm="layer", conv_dim=[16, 24, 24, 32, 32, 24, 20], hidden_act="relu", layer_norm_eps=1e-3, as_processor=True),
    "adapter": dict(feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True, add_adapter=True, num_adapter_layers=2),
    "adapter-narrow": dict(add_adapter=True, num_adapter_layers=1, adapter_kernel_size=4, adapter_stride=3, output_hidden_size=20),
    # As MMS is made: a vocabulary, small adapters and a head for each language.
    "attention-adapter": dict(as_languages=True, feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True, adapter_attn_dim=8),
    "chinese": dict(vocab_size=len(CHINESE), hidden_size=36, num_attention_heads=3, num_conv_pos_embedding_groups=6, as_type=torch.float16),
    "short-front": dict(
        conv_dim=[20, 24, 28], conv_kernel=[400, 3, 3], conv_stride=[80, 2, 2], feat_extract_norm="layer", feat_extract_activation="silu",
        hidden_act="quick_gelu", as_type=torch.bfloat16, as_shards=3,
    ),
}


FULL_SIZE = {
    "base": {},
    "large": dict(
        feat_extract_norm="layer", conv_bias=True, do_stable_layer_norm=True, hidden_size=1024, num_hidden_layers=24,
        num_attention_heads=16, intermediate_size=4096,
    ),
}


def write_wave(path: Path, seconds=1) -> np.ndarray:
    """Seconds that are no noise only: each three gliding tones, a pause, a little hiss, a little offset."""
    random = np.random.default_rng(4)
    time = np.tile(np.arange(16000) / 16000, seconds)
    tones = sum(np.sin(2 * np.pi * (start + slope * time) * time) / (k + 2) for k, (start, slope) in enumerate([(140, 90), (700, -300), (2100, 500)]))
    loud = np.where((time > 0.45) & (time < 0.55), 0.01, np.sin(np.pi * time))
    samples = np.round((0.3 * tones * loud + 0.004 * random.standard_normal(len(time)) + 0.01) * 32768).astype("<i2")
    samples.tofile(path)
    return samples.astype(np.float32) / 32768


def draw(model, seed):
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if name.endswith("original0"):
                parameter.copy_(0.5 + noise.abs())
            elif parameter.dim() > 1:
                parameter.copy_(noise * (2.0 if name.startswith("lm_head") else 1.0) / math.sqrt(parameter[0].numel()))
            elif "norm" in name and name.endswith("weight"):
                parameter.copy_(1 + 0.3 * noise)
            else:
                parameter.copy_(0.3 * noise)


def compute(model, wave):
    """(features after the projection, last hidden states before an adapter, logits)"""
    base = model.wav2vec2
    features = base.feature_projection(base.feature_extractor(wave).transpose(1, 2))[0]
    hidden = base.encoder(features).last_hidden_state
    logits = model(wave).logits
    again = model.lm_head(base.adapter(hidden) if base.adapter is not None else hidden)
    assert torch.allclose(again, logits, atol=1e-5)
    return {"features": features, "hidden": hidden, "logits": logits}


def in_pieces(model, wave, hop):
    """Features of a group-norm front that hears `hop` samples at a time: its first norm knows what was heard, no more."""
    config, base = model.config, model.wav2vec2
    first, *others = base.feature_extractor.conv_layers
    stride = math.prod(config.conv_stride)
    frames = 0
    pieces = []
    for end in range(hop, wave.shape[1] + 1, hop):
        heard = int(base._get_feat_extract_output_lengths(end, add_adapter=False))
        if heard <= frames:
            continue
        x = first.activation(first.layer_norm(first.conv(wave[:, None, :end])))
        for layer in others:
            x = layer(x)
        pieces.append(base.feature_projection(x.transpose(1, 2))[0][:, frames:heard])
        frames = heard
    return torch.cat(pieces, 1)


def old_names(tensors):
    return {
        name.replace("parametrizations.weight.original0", "weight_g").replace("parametrizations.weight.original1", "weight_v"): value
        for name, value in tensors.items()
    }


def write_weights(folder, model, options):
    kind = options.get("as_type", torch.float32)
    tensors = {name: value.detach().to(kind).contiguous() for name, value in model.state_dict().items()}
    if options.get("as_weight_norm") == "old":
        tensors = old_names(tensors)
    shards = options.get("as_shards", 1)
    if shards == 1:
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    else:
        index = {}
        for number in range(shards):
            part = dict(list(tensors.items())[number::shards])
            name = f"model-{number + 1:05}-of-{shards:05}.safetensors"
            save_file(part, folder / name, {"format": "pt"})
            index |= dict.fromkeys(part, name)
        (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": index}, indent=1, sort_keys=True) + "\n")
    match options.get("as_bin"):
        case "state":
            torch.save(old_names(model.state_dict()), folder / "pytorch_model.bin")
        case "parameters":
            torch.save(dict(model.named_parameters()), folder / "pytorch_model.bin")


def numbered(tokens):
    return {token: number for number, token in enumerate(tokens)}


def write_language(folder, model, language, size, seed, wave):
    """Another language's adapters and head beside the checkpoint, and what transformers computes with them."""
    model.lm_head = torch.nn.Linear(model.config.hidden_size, size)
    draw(model, seed)
    save_file({name: value.contiguous() for name, value in model._get_adapters().items()}, folder / f"adapter.{language}.safetensors", {"format": "pt"})
    again = Wav2Vec2ForCTC.from_pretrained(folder, target_lang=language, ignore_mismatched_sizes=True, dtype=torch.float32).eval()
    with torch.no_grad():
        logits = again(wave).logits
    assert logits.shape[-1] == size
    logits.numpy().astype("<f4").tofile(folder / "expected" / f"logits-{language}.f32")


def write_checkpoint(folder, name, options, seed, samples, sizes=SMALL):
    folder.mkdir(parents=True)
    tokens = CHINESE if name == "chinese" else LETTERS
    normalize = options.get("normalize", True)
    changes = {key: value for key, value in options.items() if not key.startswith("as_") and key != "normalize"}
    config = Wav2Vec2Config(**(sizes | {"pad_token_id": 0} | changes), architectures=["Wav2Vec2ForCTC"])
    model = Wav2Vec2ForCTC(config).eval()
    draw(model, seed)
    config.save_pretrained(folder)
    write_weights(folder, model, options)

    extractor = Wav2Vec2FeatureExtractor(do_normalize=normalize, return_attention_mask=config.feat_extract_norm == "layer")
    vocabulary = folder / "vocab.json"
    vocabulary.write_text(json.dumps(numbered(tokens), ensure_ascii=False))
    special = dict(pad_token="[PAD]", unk_token="[UNK]", bos_token=None, eos_token=None) if name == "chinese" else {}
    tokenizer = Wav2Vec2CTCTokenizer(vocabulary, **special)
    if options.get("as_languages"):
        vocabulary.write_text(json.dumps({"eng": numbered(LETTERS), "zho": numbered(LETTERS[:5] + CHINESE[2:])}, ensure_ascii=False))
        tokenizer = Wav2Vec2CTCTokenizer(vocabulary, target_lang="eng")
    if options.get("as_processor"):
        Wav2Vec2Processor(extractor, tokenizer).save_pretrained(folder)
    else:
        extractor.save_pretrained(folder)
        tokenizer.save_pretrained(folder)

    # What counts is what the classes make of the files.
    model = Wav2Vec2ForCTC.from_pretrained(folder, dtype=torch.float32, use_safetensors=True).eval()
    wave = torch.from_numpy(np.asarray(extractor(samples, sampling_rate=16000).input_values[0], np.float32))[None]
    with torch.no_grad():
        expected = compute(model, wave)
        if config.feat_extract_norm == "group":
            expected["pieces"] = in_pieces(model, wave, 3200)
    (folder / "expected").mkdir()
    for key, value in expected.items():
        value.numpy().astype("<f4").tofile(folder / "expected" / f"{key}.f32")
    if options.get("as_languages"):
        write_language(folder, model, "zho", len(LETTERS[:5] + CHINESE[2:]), seed + 100, wave)
    if "as_bin" in options:
        # The file's own reader must see the same numbers in both forms.
        stored = torch.load(folder / "pytorch_model.bin", weights_only=True)
        assert all(torch.equal(stored[key], value) for key, value in load_file(folder / "model.safetensors").items())
    print(f"{name}: {sum(p.numel() for p in model.parameters())} weights, logits {list(expected['logits'].shape)} up to {expected['logits'].abs().max():.1f}")


def write_views(folder):
    """A state dictionary whose tensors share storages, run backwards over axes and have other types."""
    base = torch.arange(60, dtype=torch.float32).reshape(6, 10)
    state = {
        "whole": base, "turned": base.t(), "part": base[2:5, 1::3], "row": base[4], "scalar": torch.tensor(2.5),
        "half": base.half() / 7, "brain": base.bfloat16() / 7, "double": base.double() / 7, "count": torch.tensor(3), "empty": torch.zeros(0, 3),
    }
    torch.save(state, folder / "views.bin")
    shown = {name: {"shape": list(value.shape), "values": value.float().flatten().tolist()} for name, value in state.items() if value.is_floating_point()}
    (folder / "views.json").write_text(json.dumps(shown) + "\n")


def write_activations(folder):
    names = [
        "gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh", "gelu_10", "quick_gelu",
        "relu", "relu2", "relu6", "leaky_relu", "silu", "swish", "mish", "hardswish", "sigmoid", "tanh", "linear",
    ]
    points = torch.cat([torch.linspace(-4, 4, 33), torch.tensor([-20.0, 20.0])])
    values = {name: [round(value, 7) for value in ACT2FN[name](points).tolist()] for name in names}
    (folder / "activations.json").write_text(json.dumps({"points": points.tolist(), "values": values}) + "\n")


def main():
    full_size = sys.argv[1:2] == ["--full-size"]
    target = Path(sys.argv[-1] if len(sys.argv) > 1 else Path(__file__).parent / "data")
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    torch.set_num_threads(1)
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    samples = write_wave(target / "wave.s16", 10 if full_size else 1)
    for seed, (name, options) in enumerate((FULL_SIZE if full_size else CHECKPOINTS).items(), 1):
        write_checkpoint(target / name, name, options, seed, samples, {"vocab_size": len(LETTERS)} if full_size else SMALL)
    if not full_size:
        write_views(target)
        write_activations(target)


main()
