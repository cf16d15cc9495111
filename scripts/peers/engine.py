"""The engine beside its peers: one thread each, pinned to the same core, taking turns."""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import onnxruntime
import openvino
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

import models

MODELS = {"small-224": "plain", "small-112": "localization", "small-focus": "focus"}
PRECISIONS = ("fp32", "bf16", "int8")


def compare(fovea, rounds):
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})  # children inherit it
    torch.set_num_threads(1)
    rows = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            for batch in (1, 8):
                systems = {name: peers(name, batch, pathlib.Path(folder)) for name in MODELS}
                for precision in PRECISIONS:
                    rows += measure(fovea, systems, batch, precision, rounds)
    finally:
        os.sched_setaffinity(0, range(os.cpu_count()))
    order = list(MODELS)
    return sorted(rows, key=lambda row: (order.index(row["model"]), row["batch"], PRECISIONS.index(row["precision"])))


def measure(fovea, systems, batch, precision, rounds):
    """One turn of everybody a round; the medians over the rounds."""
    times = {name: {"fovea": [], "limit": []} for name in MODELS}
    for _ in range(rounds):
        for name, own in own_times(fovea, batch, precision).items():
            times[name]["fovea"].append(own["milliseconds"])
            times[name]["limit"].append(own["milliseconds"] / own["timesLimit"])
        for name, peers_of_model in systems.items():
            for peer, call in peers_of_model[precision].items():
                times[name].setdefault(peer, []).append(median_milliseconds(call) / batch)
    print(f"batch {batch}, {precision}: done", file=sys.stderr)

    def middle(name, system):
        values = times[name].get(system)
        return round(statistics.median(values), 3) if values else None

    systems_named = ("fovea", "openvino", "onnxruntime", "pytorch", "limit")
    return [
        {"model": name, "batch": batch, "precision": precision, **{s: middle(name, s) for s in systems_named}}
        for name in MODELS
    ]


def own_times(fovea, batch, precision):
    command = [fovea, "bench", "engine", "--geometry", "small-224", "--batch", str(batch), "--precision", precision,
               "--rounds", "8", "--json"]
    report = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    stages = {stage["name"]: stage for stage in report["stages"]}
    return {name: stages[stage] for name, stage in MODELS.items()}


def median_milliseconds(call, runs=8):
    call()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def peers(name, batch, folder):
    """-> for each precision, what each peer that has it runs."""
    module, inputs = models.make(name, batch)
    path = str(folder / f"{name}-{batch}.onnx")
    with torch.inference_mode():
        names = [f"input{index}" for index in range(len(inputs))]
        torch.onnx.export(module, inputs, path, opset_version=17, dynamo=False, input_names=names)
    quantize_dynamic(path, path + ".int8", weight_type=QuantType.QInt8)
    arrays = [tensor.numpy() for tensor in inputs]
    half, half_inputs = models.make(name, batch)[0].to(torch.bfloat16), [tensor.bfloat16() for tensor in inputs]

    def pytorch(net, values):
        def call():
            with torch.inference_mode():
                net(*values)
        return call

    def onnx_runtime(file):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        # An exporter drops inputs that nothing reads.
        feed = dict(zip(names, arrays))
        feed = {entry.name: feed[entry.name] for entry in session.get_inputs()}
        return lambda: session.run(None, feed)

    def open_vino(precision):
        compiled = openvino.Core().compile_model(
            path, "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": precision})
        request = compiled.create_infer_request()
        feed = dict(zip(names, arrays))
        feed = {entry.any_name: feed[entry.any_name] for entry in compiled.inputs}
        return lambda: request.infer(feed)

    return {
        "fp32": {"openvino": open_vino("f32"), "onnxruntime": onnx_runtime(path), "pytorch": pytorch(module, inputs)},
        "bf16": {"openvino": open_vino("bf16"), "pytorch": pytorch(half, half_inputs)},
        "int8": {"onnxruntime": onnx_runtime(path + ".int8")},
    }
