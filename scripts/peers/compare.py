"""Entry of scripts/bench-peers: runs both comparisons, prints the tables, writes JSON."""
import argparse
import importlib.metadata
import json
import pathlib
import platform
import sys

import cascade
import engine

root = pathlib.Path(__file__).resolve().parents[2]


def versions():
    names = ("torch", "onnxruntime", "openvino", "mosec")
    return {name: importlib.metadata.version(name) for name in names}


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def number(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def table(head, rows):
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fovea", required=True)
    parser.add_argument("--json")
    parser.add_argument("--rounds", type=int, default=5, help="how often every system takes its turn")
    parser.add_argument("--only", choices=["engine", "cascade"])
    parser.add_argument("--pictures", default=str(root / "Photographs"), help="a folder of JPEG pictures")
    options = parser.parse_args()

    result = {"processor": processor(), "versions": versions()}
    print(f"{result['processor']}; " + ", ".join(f"{name} {version}" for name, version in result["versions"].items()))
    if options.only != "cascade":
        result["engine"] = engine.compare(options.fovea, options.rounds)
        peers = ("openvino", "onnxruntime", "pytorch")
        rows = []
        for row in result["engine"]:
            best = min((row[peer] for peer in peers if row[peer] is not None), default=None)
            faster = None if best is None or row["fovea"] is None else best / row["fovea"]
            over = None if row["fovea"] is None else row["fovea"] / row["limit"]
            cells = [number(row[key]) for key in ("fovea", *peers, "limit")]
            rows.append([row["model"], row["batch"], row["precision"], *cells, number(over), number(faster)])
        print("\nmilliseconds an image, one thread, medians")
        table(["model", "batch", "precision", "fovea", *peers, "limit", "fovea/limit", "best peer/fovea"], rows)
    if options.only != "engine":
        result["cascade"] = cascade.compare(options.fovea, options.pictures, options.rounds)
        print("\nthe whole way of a JPEG picture, all cores")
        keys = ("imagesPerSecond", "p50", "p99", "bytesPerFrame")
        rows = [[row["system"], *(number(row[key], 1) for key in keys)] for row in result["cascade"]]
        table(["system", "images/s", "p50 ms", "p99 ms", "bytes/frame"], rows)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
