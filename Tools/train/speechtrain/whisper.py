"""Whisper-base in PyTorch, from the arrays that the set-up's packages carry: log-mel features, encoder blocks, decoder.

The teacher of every distillation here. Shapes: B clips, T frames of 20 ms, n tokens, width 512.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

_PREPARE = Path(__file__).resolve().parents[2] / "prepare"
if str(_PREPARE) not in sys.path:
    sys.path.insert(0, str(_PREPARE))

from whisper_weights import read_config, read_variables  # noqa: E402

WIDTH, HEADS, LAYERS, SAMPLE_RATE = 512, 8, 6, 16_000
RECEPTIVE, HOP, BEFORE, AFTER = 1040, 320, 520, 200
TEACHER_LEVEL = 0.07
LOG_FLOOR = -6.0


def samples_for(frames: int) -> int:
    """Length of a padded wave that gives so many frames."""
    return frames * HOP + RECEPTIVE - HOP


class Block(nn.Module):
    """A pre-norm transformer block; `mask` [T, T] is true where a frame (row) sees another (column)."""

    def __init__(self, width: int = WIDTH, heads: int = HEADS, feed: int = 4 * WIDTH):
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.feed_norm = nn.LayerNorm(width)
        self.feed_in = nn.Linear(width, feed)
        self.feed_out = nn.Linear(feed, width)

    def _parts(self, x):
        """Queries, keys, values [B, heads, T, d]."""
        batch, frames, _ = x.shape
        return self.qkv(self.attention_norm(x)).view(batch, frames, 3, self.heads, -1).permute(2, 0, 3, 1, 4)

    def scores(self, x):
        """Attention before the softmax, [B, heads, T, T], for the distillation's attention term."""
        queries, keys, _ = self._parts(x)
        return queries @ keys.transpose(-1, -2) / queries.shape[-1] ** 0.5

    def forward(self, x, mask=None):
        batch, frames, width = x.shape
        attended = F.scaled_dot_product_attention(*self._parts(x), attn_mask=mask)
        x = x + self.out(attended.transpose(1, 2).reshape(batch, frames, width))
        return x + self.feed_out(F.gelu(self.feed_in(self.feed_norm(x))))


class Encoder(nn.Module):
    """Blocks over features plus positions (a table [longest, width]). Whisper's own with full attention; ours with a chunk mask."""

    def __init__(self, positions: torch.Tensor, layers: int = LAYERS, heads: int = HEADS, feed: int = 4 * WIDTH):
        super().__init__()
        width = positions.shape[1]
        self.register_buffer("positions", positions, persistent=False)
        self.blocks = nn.ModuleList(Block(width, heads, feed) for _ in range(layers))
        self.final_norm = nn.LayerNorm(width)

    def forward(self, features, mask=None):
        """Features [B, T, 512] → final states [B, T, 512] and the output of each block."""
        return self._run(features + self.positions[: features.shape[1]], mask)

    def revised(self, features, chunk: int):
        """What the first pass makes of features [B, T, 512]: final states and the output of each block, all [B, 2T, 512].

        The first T are the states that stay, the last T those that each chunk had while it was the newest.
        """
        frames = features.shape[1]
        return self._run((features + self.positions[:frames]).repeat(1, 2, 1), revision_mask(frames, chunk))

    def _run(self, x, mask):
        hidden = []
        for block in self.blocks:
            x = block(x, mask)
            hidden.append(x)
        return self.final_norm(x), hidden


def chunk_mask(frames: int, chunk: int) -> torch.Tensor:
    """[T, T], true where row t may see column s: s lies before the end of t's chunk."""
    of = torch.arange(frames) // chunk
    return of[:, None] >= of[None, :]


def revision_mask(frames: int, chunk: int) -> torch.Tensor:
    """[2T, 2T] for chunks that are heard twice: once as the newest, and once more, for good, together with the chunk that follows.

    States that stay (the first T) see those that stay up to their own chunk, and the next chunk as it is when it is the newest; the newest (the last T)
    see what stays of all chunks before, and their own.
    """
    of = torch.arange(frames) // chunk
    before, same, next_ = of[:, None] > of[None, :], of[:, None] == of[None, :], of[:, None] + 1 == of[None, :]
    return torch.cat([torch.cat([before | same, next_], 1), torch.cat([before, same], 1)])


class DecoderLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.self_norm, self.cross_norm, self.feed_norm = (nn.LayerNorm(WIDTH) for _ in range(3))
        self.qkv, self.self_out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.query, self.cross, self.cross_out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.feed_in, self.feed_out = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)


def _split(x):
    return x.view(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)


def _merge(x):
    return x.transpose(1, 2).reshape(x.shape[0], x.shape[2], WIDTH)


class Decoder(nn.Module):
    """Whisper's text decoder over encoder states."""

    def __init__(self, arrays):
        super().__init__()
        self.register_buffer("table", arrays["decoder/embeddings/weight"], persistent=False)
        self.register_buffer("positions", arrays["decoder/position_encodings/encodings"], persistent=False)
        self.layers = nn.ModuleList(DecoderLayer() for _ in range(LAYERS))
        self.final_norm = nn.LayerNorm(WIDTH)
        for index, layer in enumerate(self.layers):
            name = f"decoder/layer_{index}/"
            _norm(layer.self_norm, arrays, name + "self_attention/layer_norm")
            _linear(layer.qkv, arrays, name + "self_attention/linear_0")
            _linear(layer.self_out, arrays, name + "self_attention/linear_1")
            _norm(layer.cross_norm, arrays, name + "attention/layer_norm")
            _linear(layer.query, arrays, name + "attention/linear_0")
            _linear(layer.cross, arrays, name + "attention/linear_1")
            _linear(layer.cross_out, arrays, name + "attention/linear_2")
            _norm(layer.feed_norm, arrays, name + "ffn/layer_norm")
            _linear(layer.feed_in, arrays, name + "ffn/linear_0")
            _linear(layer.feed_out, arrays, name + "ffn/linear_1")
        _norm(self.final_norm, arrays, "decoder/layer_norm")
        self.requires_grad_(False)

    def cross(self, encoded):
        """Encoder states [B, T, 512] → keys and values of each layer."""
        return [tuple(map(_split, layer.cross(encoded).chunk(2, -1))) for layer in self.layers]

    def forward(self, tokens, cross, past=None):
        """Tokens [B, n] → view of what follows each [B, n, 512] and the keys and values so far."""
        start = past[0][0].shape[2] if past else 0
        x = F.embedding(tokens, self.table) + self.positions[start : start + tokens.shape[1]]
        kept = []
        for index, layer in enumerate(self.layers):
            q, k, v = map(_split, layer.qkv(layer.self_norm(x)).chunk(3, -1))
            if past:
                k, v = torch.cat([past[index][0], k], 2), torch.cat([past[index][1], v], 2)
            kept.append((k, v))
            causal = tokens.shape[1] > 1
            x = x + layer.self_out(_merge(F.scaled_dot_product_attention(q, k, v, is_causal=causal)))
            q = _split(layer.query(layer.cross_norm(x)))
            x = x + layer.cross_out(_merge(F.scaled_dot_product_attention(q, *cross[index])))
            x = x + layer.feed_out(F.gelu(layer.feed_in(layer.feed_norm(x))))
        return self.final_norm(x), kept

    def logits(self, view):
        return F.linear(view, self.table)


def _norm(module, arrays, name):
    module.weight.data, module.bias.data = arrays[name + "/gamma"].clone(), arrays[name + "/beta"].clone()


def _linear(module, arrays, name):
    module.weight.data, module.bias.data = arrays[name + "/weight"].clone(), arrays[name + "/bias"].clone()


class Whisper(nn.Module):
    """Teacher: log-mel features, encoder, decoder; all frozen."""

    def __init__(self, folder: Path):
        super().__init__()
        from speech_graphs import mel_filters
        from tokenizers import Tokenizer

        arrays = {name: torch.from_numpy(np.array(value)) for name, value in read_variables(folder / "model.bin").items()}
        self.config = read_config(folder / "config.json")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.filters = torch.tensor(mel_filters(), dtype=torch.float32)
        self.window = torch.hann_window(400)
        self.convolutions = [(arrays[f"encoder/conv{i}/weight"], arrays[f"encoder/conv{i}/bias"]) for i in (1, 2)]
        self.positions = arrays["encoder/position_encodings/encodings"]
        self.encoder = encoder_from(arrays)
        self.decoder = Decoder(arrays)
        self.requires_grad_(False)

    def features(self, wave):
        """Padded unit-variance wave [B, N] → [B, T, 512], each frame from the same 1,040 samples as our front's."""
        spectrum = torch.stft(wave * TEACHER_LEVEL, 400, 160, window=self.window, center=False, return_complex=True).abs() ** 2
        mel = torch.log10((self.filters @ spectrum).clamp(min=1e-10)).clamp(min=LOG_FLOOR)
        (first, first_bias), (second, second_bias) = self.convolutions
        x = F.gelu(F.conv1d((mel + 4) / 4, first, first_bias))
        return F.gelu(F.conv1d(x, second, second_bias, stride=2)).transpose(1, 2)

    def halve(self) -> "Whisper":
        """Matrices in bfloat16, so that autocast need not convert frozen weights on every call. For training, not for figures."""
        for module in [*self.encoder.modules(), *self.decoder.modules()]:
            if isinstance(module, nn.Linear):
                module.weight.data = module.weight.data.bfloat16()
        self.decoder.table = self.decoder.table.bfloat16()
        return self

    def prompt(self, language: str) -> list[int]:
        names = ("<|startoftranscript|>", f"<|{language}|>", "<|transcribe|>", "<|notimestamps|>")
        return [self.tokenizer.token_to_id(name) for name in names]

    @property
    def end(self) -> int:
        return self.tokenizer.token_to_id("<|endoftext|>")

    def encode_text(self, text: str) -> list[int]:
        return self.tokenizer.encode(" " + text.strip(), add_special_tokens=False).ids

    @torch.no_grad()
    def greedy_batch(self, encoded, languages: list[str], limit: int = 120) -> list[tuple[list[int], bool]]:
        """States [B, T, 512] → for each clip its tokens, without prompt and end, and whether the end was found.

        A repetition is cut; it counts as an end that was not found.
        """
        cross = self.decoder.cross(encoded)
        forbidden = torch.zeros(self.decoder.table.shape[0])
        forbidden[self.config["suppress_ids"] + self.config["lang_ids"]] = -torch.inf
        forbidden[self.config["suppress_ids"][-1] + 1 :] = -torch.inf
        new = torch.tensor([self.prompt(language) for language in languages])
        found, ended, past = [[] for _ in languages], [None] * len(languages), None
        for _ in range(limit):
            view, past = self.decoder(new, cross, past)
            new = (self.decoder.logits(view[:, -1]).float() + forbidden).argmax(-1)[:, None]
            for row, token in enumerate(new[:, 0].tolist()):
                if ended[row] is not None:
                    continue
                if token == self.end:
                    ended[row] = True
                    continue
                found[row].append(token)
                cut = repetition(found[row])
                if cut is not None:
                    found[row], ended[row] = found[row][:cut], False
            if None not in ended:
                break
        return [(tokens, bool(end)) for tokens, end in zip(found, ended)]

    def greedy(self, encoded, language: str = "en", limit: int = 120) -> list[int]:
        """The same for one clip [1, T, 512]."""
        return self.greedy_batch(encoded, [language], limit)[0][0]


def repetition(tokens: list[int]) -> int | None:
    """Where to cut when the last k ≥ 4 tokens equal the k before them."""
    for length in range(4, len(tokens) // 2 + 1):
        if tokens[-length:] == tokens[-2 * length : -length]:
            return len(tokens) - length
    return None


def encoder_from(arrays) -> Encoder:
    """Whisper's own encoder blocks."""
    encoder = Encoder(arrays["encoder/position_encodings/encodings"])
    for index, block in enumerate(encoder.blocks):
        name = f"encoder/layer_{index}/"
        _norm(block.attention_norm, arrays, name + "self_attention/layer_norm")
        _linear(block.qkv, arrays, name + "self_attention/linear_0")
        _linear(block.out, arrays, name + "self_attention/linear_1")
        _norm(block.feed_norm, arrays, name + "ffn/layer_norm")
        _linear(block.feed_in, arrays, name + "ffn/linear_0")
        _linear(block.feed_out, arrays, name + "ffn/linear_1")
    _norm(encoder.final_norm, arrays, "encoder/layer_norm")
    return encoder
