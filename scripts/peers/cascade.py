"""The whole way of a picture, JPEG in and class out: Fovea's cascade beside a service that takes every picture in full.

Every system gets the same pictures and all cores, in turns. Pictures a second: as many at once as it takes. Latencies:
at a fixed rate that each of them holds, counted from the scheduled time.
"""
import contextlib
import http.client
import itertools
import json
import os
import pathlib
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import timm
import torch

FRAMES = 400


def compare(fovea, pictures, rounds):
    files = sorted(path for path in pathlib.Path(pictures).rglob("*") if path.suffix.lower() in (".jpg", ".jpeg"))
    bodies = [path.read_bytes() for path in files]
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/tiny.onnx"
        module = timm.create_model("deit_tiny_patch16_224", pretrained=False).eval()
        shape = torch.randn(1, 3, 224, 224)
        torch.onnx.export(module, (shape,), model, opset_version=17, dynamo=False, input_names=["pictures"],
                          dynamic_axes={"pictures": {0: "batch"}})
        systems = {
            "Fovea LF-ViT-Tiny": Fovea(fovea, pictures),
            "Fovea LF-ViT-Tiny, every frame at focus": Fovea(fovea, pictures, "--no-exit"),
            "Mosec + ONNX Runtime, DeiT-Tiny": Service(model, "onnxruntime", bodies),
            "Mosec + OpenVINO, DeiT-Tiny": Service(model, "openvino", bodies),
        }
        rates = {name: [] for name in systems}
        for _ in range(rounds):
            for name, system in systems.items():
                rates[name].append(system.throughput())
        medians = {name: statistics.median(values) for name, values in rates.items()}
        rate = 0.5 * min(medians.values())
        rows = []
        for name, system in systems.items():
            p50, p99, size = system.latency(rate)
            rows.append({"system": name, "imagesPerSecond": round(medians[name], 1), "p50": round(p50, 2),
                         "p99": round(p99, 2), "bytesPerFrame": round(size), "atImagesPerSecond": round(rate, 1)})
        return rows


class Fovea:
    """A cluster in one process, driven by its own load tester."""

    def __init__(self, program, pictures, *flags):
        self.program, self.pictures, self.flags = program, pictures, flags

    def replay(self, *flags):
        with tempfile.NamedTemporaryFile(suffix=".json") as report:
            command = [self.program, "replay", "--target", "up", "--source", self.pictures, *self.flags, *flags,
                       "--report", report.name]
            # Status 1 says that the generator was late, which the latencies, counted from the schedule, show in full.
            status = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
            if status > 1:
                raise RuntimeError(f"{' '.join(command)} ended with status {status}")
            return json.load(open(report.name, encoding="utf-8"))

    def throughput(self):
        report = self.replay("--mode", "offline", "--cameras", "1", "--fps", str(FRAMES), "--seconds", "1")
        return report["account"]["offered"] / report["seconds"]

    def latency(self, rate):
        report = self.replay("--mode", "server", "--cameras", "1", "--fps", str(rate), "--seconds", "10")
        return report["answers"]["p50"], report["answers"]["p99"], report["bytesPerFrame"]


class Service:
    """A Mosec service of its own, asked over HTTP on loopback."""

    def __init__(self, model, runtime, bodies):
        self.model, self.runtime, self.bodies = model, runtime, bodies

    @contextlib.contextmanager
    def running(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        environment = dict(os.environ, FOVEA_PEER_RUNTIME=self.runtime, FOVEA_PEER_MODEL=self.model)
        script = pathlib.Path(__file__).with_name("service.py")
        process = subprocess.Popen(
            [sys.executable, script, "--port", str(port), "--timeout", "60000"], env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.wait(port)
            yield port
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)

    def wait(self, port):
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), self.bodies[0]):
                    return
            time.sleep(0.2)
        raise RuntimeError("the Mosec service did not answer within 60 s")

    @staticmethod
    def ask(connection, body):
        connection.request("POST", "/inference", body)
        response = connection.getresponse()
        response.read()
        return response.status == 200

    def throughput(self, clients=16):
        with self.running() as port:
            frames = itertools.count()
            lock = threading.Lock()

            def client():
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                while True:
                    with lock:
                        frame = next(frames)
                    if frame >= FRAMES:
                        return
                    assert self.ask(connection, self.bodies[frame % len(self.bodies)])

            threads = [threading.Thread(target=client) for _ in range(clients)]
            start = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            return FRAMES / (time.perf_counter() - start)

    def latency(self, rate, seconds=10):
        generator = torch.Generator().manual_seed(1)
        gaps = torch.empty(int(rate * seconds)).exponential_(rate, generator=generator)
        times = torch.cumsum(gaps, 0).tolist()
        latencies = []
        with self.running() as port:
            start = time.perf_counter() + 0.1
            due = iter(enumerate(times))
            lock = threading.Lock()

            def client():
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
                while True:
                    with lock:
                        frame, scheduled = next(due, (None, None))
                    if frame is None:
                        return
                    time.sleep(max(0, start + scheduled - time.perf_counter()))
                    assert self.ask(connection, self.bodies[frame % len(self.bodies)])
                    latencies.append((time.perf_counter() - start - scheduled) * 1000)

            threads = [threading.Thread(target=client) for _ in range(64)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        latencies.sort()
        size = statistics.mean(len(self.bodies[frame % len(self.bodies)]) for frame in range(len(times)))
        return latencies[len(latencies) // 2], latencies[int(len(latencies) * 0.99)], size
