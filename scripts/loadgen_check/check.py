"""Entry of scripts/loadgen-check: runs LoadGen and `fovea replay` in turn against one cluster after another."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import witness

root = pathlib.Path(__file__).resolve().parents[2]
budget = 30  # seconds; nothing may end as a fallback

# Enough queries in every run, and workers enough, that chance alone does not move p99 by a tenth.
rows = [
    dict(kind="simulated", workers=8, simulate="fixed:20ms", mode="server", streams=1, rate=150),
    dict(kind="simulated", workers=8, simulate="fixed:20ms", mode="multi-stream", streams=8, rate=1),
    dict(kind="real", workers=1, simulate=None, mode="server", streams=1, rate=20),
    dict(kind="real", workers=1, simulate=None, mode="multi-stream", streams=2, rate=1),
]


class Cluster:
    """A coordinator and workers, each a process."""

    def __init__(self, fovea, workers, simulate):
        self.processes = []
        try:
            listening = self.start(fovea, "coordinator", "--edges", "tcp://127.0.0.1:*", "--workers",
                                   "tcp://127.0.0.1:*")["listening"]
            self.edges = listening["edges"]
            common = ["worker", "--coordinator", listening["workers"], "--batch", "1"]
            if simulate:
                self.start(fovea, *common, "--name", "worker", "--simulate", simulate, "--simulated-workers", str(workers))
            else:
                for number in range(1, workers + 1):
                    self.start(fovea, *common, "--name", f"worker-{number}", "--precision", "fp32")
        except BaseException:
            self.stop()
            raise

    def start(self, *command):
        process = subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"fovea {command[1]} ended at once; its own message stands above")
        return json.loads(line)

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def replay(fovea, cluster, row, seconds, seed, lateness):
    """p99 in milliseconds, of about as many queries as LoadGen sends at least."""
    if row["mode"] == "server":
        seconds = max(seconds, witness.least_queries / row["rate"])
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [fovea, "replay", "--target", cluster.edges, "--source", root / "Photographs", "--edges", "recorded",
             "--no-exit", "--payload", "pixels", "--mode", row["mode"], "--cameras", str(row["streams"]), "--fps",
             str(row["rate"]), "--seconds", str(seconds), "--seed", str(seed), "--budget", str(1000 * budget),
             "--lateness", str(lateness), "--report", f"{folder}/report.json"], capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(f"fovea replay: {run.stderr}{run.stdout}")
        report = json.loads(pathlib.Path(folder, "report.json").read_text())
    if report["account"]["focused"] != report["account"]["offered"]:
        raise RuntimeError(f"not every frame was focused: {report['account']}")
    return (report["queries"] if row["mode"] == "multi-stream" else report["latency"]["focused"])["p99"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fovea", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=20, help="of every run, at least")
    parser.add_argument("--lateness", type=float, default=10, help="milliseconds; beyond it a run of replay is invalid")
    parser.add_argument("--only", choices=["simulated", "real"])
    arguments = parser.parse_args()
    model = root / "Sources/BundledModel/Resources/lfvit-tiny-224.safetensors"
    info = json.loads(subprocess.run([arguments.fovea, "model", "info", model, "--json"], check=True,
                                     capture_output=True, text=True).stdout)
    pictures = sorted((root / "Photographs").glob("*.jpg"))
    print(f"{'workers':24} {'mode':13} {'LoadGen p99':>12} {'replay p99':>12} {'difference':>12}   runs, LoadGen; replay")
    agreed = True
    for row in rows:
        if arguments.only not in (None, row["kind"]):
            continue
        theirs, ours, valid = [], [], []
        cluster = Cluster(arguments.fovea, row["workers"], row["simulate"])
        try:
            for seed in range(1, arguments.rounds + 1):
                p99, is_valid = witness.run(cluster.edges, info, pictures, row, arguments.seconds, seed, budget)
                theirs.append(p99)
                valid.append(is_valid)
                ours.append(replay(arguments.fovea, cluster, row, arguments.seconds, seed, arguments.lateness))
        finally:
            cluster.stop()
        their, our = statistics.median(theirs), statistics.median(ours)
        agrees = abs(our - their) <= max(2, 0.1 * their)
        agreed = agreed and agrees and all(valid)
        name = f"{row['workers']} {row['kind']} {row['simulate'] or ''}"
        runs = "; ".join(" ".join(f"{value:.1f}" for value in values) for values in (theirs, ours))
        verdict = ("VALID" if all(valid) else "INVALID") + ("" if agrees else ", DISAGREES")
        print(f"{name:24} {row['mode']:13} {their:9.1f} ms {our:9.1f} ms {our - their:+9.1f} ms   {runs}   {verdict}",
              flush=True)
    return 0 if agreed else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except RuntimeError as problem:
        sys.exit(f"loadgen-check: {problem}")
