"""The processes of a cluster on loopback, and the ledger of what its edges say."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

root = pathlib.Path(__file__).resolve().parents[2]


def python_with_zmq():
    """An interpreter that has pyzmq: this one, or Debian's, which scripts/setup --tests equips."""
    for python in (sys.executable, "/usr/bin/python3"):
        probe = [python, "-c", "import zmq, google.protobuf"]
        if subprocess.run(probe, stderr=subprocess.DEVNULL, timeout=30).returncode == 0:
            return python
    raise RuntimeError("no Python with pyzmq and protobuf; run scripts/setup --tests")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Node:
    """One process of the cluster, its output read line by line as it comes."""

    def __init__(self, name, command):
        self.name, self.lines, self.errors, self.expected_dead, self.asked = name, [], [], False, False
        # A crash ends at once: the suite tells it by its status, and a debugger finds the rest.
        environment = dict(os.environ, SWIFT_BACKTRACE="enable=no")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=environment)
        self.readers = [threading.Thread(target=self.read, daemon=True),
                        threading.Thread(target=self.read_errors, daemon=True)]
        for reader in self.readers:
            reader.start()

    def read(self):
        for line in self.process.stdout:
            try:
                self.lines.append((time.monotonic(), json.loads(line)))
            except json.JSONDecodeError:
                pass  # the last line of a process that was killed while it wrote

    def read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.rstrip())

    def wait_for(self, key, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for _, line in self.lines:
                if key in line:
                    return line[key]
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"{self.name} never said {key}: {self.errors[-3:]}")

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.expected_dead = True
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=20):
        """Asks the process to end; returns what was wrong with that, or None."""
        early = self.process.poll() is not None and not self.asked and not self.expected_dead
        self.asked = True
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return f"{self.name} did not end within {seconds} s of SIGTERM"
        for reader in self.readers:
            reader.join(5)
        status = self.process.returncode
        if status != 0 and not self.expected_dead:
            how = f"by {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
            return f"{self.name} ended {how}: {self.errors[-2:]}"
        return f"{self.name} ended before it was asked to, with status 0" if early else None


class Cluster:
    """A coordinator with workers and edges, each side perhaps behind a link that can be cut."""

    def __init__(self, fovea, fps=40):
        self.fovea, self.keys, self.fps = fovea, None, fps
        self.edge_port, self.worker_port = free_port(), free_port()
        self.nodes, self.problems, self.strangers, self.workers, self.edges = [], [], [], [], []
        self.coordinator = self.link = None

    def open(self, workers=2, edges=1, keys=None, linked=None):
        """Starts everything; `close` ends what was started, also where this failed halfway."""
        self.keys = keys
        self.coordinator = self.start_coordinator()
        self.edge_address, self.worker_address = (f"tcp://127.0.0.1:{port}" for port in
                                                  (self.edge_port, self.worker_port))
        if linked == "edges":
            self.edge_address = self.start_link(self.edge_address)
        elif linked == "workers":
            self.worker_address = self.start_link(self.worker_address)
        self.workers = [self.start_worker(f"worker-{n}") for n in range(workers)]
        for worker in self.workers:
            worker.wait_for("ready")
        self.edges = [self.start_edge(f"edge-{n}") for n in range(edges)]

    def start(self, name, *arguments):
        node = Node(name, [self.fovea, *arguments, "--json"])
        self.nodes.append(node)
        return node

    def client_keys(self, name):
        if not self.keys:
            return []
        return ["--keys", f"{self.keys}/{name}", "--coordinator-key", f"{self.keys}/coordinator.pub"]

    def start_coordinator(self):
        keys = ["--keys", f"{self.keys}/coordinator", "--allow", f"{self.keys}/allow"] if self.keys else []
        node = self.start("coordinator", "coordinator", "--edges", f"tcp://127.0.0.1:{self.edge_port}", "--workers",
                          f"tcp://127.0.0.1:{self.worker_port}", "--heartbeat", "200", "--grace", "2", *keys)
        node.wait_for("listening")
        return node

    def start_link(self, target):
        self.link = self.start("link", "link", "--to", target)
        return self.link.wait_for("listening")

    def start_worker(self, name, *more, key="worker"):
        return self.start(name, "worker", "--name", name, "--coordinator", self.worker_address,
                          *self.client_keys(key), *more)

    def start_edge(self, name, key="edge"):
        return self.start(name, "edge", "--name", name, "--camera", name, "--source", str(root / "Photographs"),
                          "--fps", str(self.fps), "--no-exit", "--budget", "1500", "--coordinator", self.edge_address,
                          *self.client_keys(key))

    def start_stranger(self, behaviour):
        """A worker in another language that misbehaves; it is no part of Fovea, so its end is not Fovea's."""
        node = Node(behaviour, [python_with_zmq(), str(root / "scripts/strange-worker.py"), behaviour, "--coordinator",
                                self.worker_address, "--fovea", self.fovea])
        node.wait_for("ready")
        self.strangers.append(node)
        return node

    def focused_since(self, moment):
        times = [t for edge in self.edges for t, line in edge.lines if line.get("outcome") == "focused" and t > moment]
        return min(times, default=None)

    def wait_focused(self, moment, seconds=15):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = self.focused_since(moment)
            if found is not None:
                return found - moment
            time.sleep(0.02)
        self.problems.append(f"no frame was focused within {seconds} s of the fault's end")
        return float("nan")

    def close(self):
        """Stops everything, edges first and the coordinator last, and checks the ledger; returns the outcomes."""
        inner = [node for node in self.nodes if node not in self.edges and node not in (self.coordinator, self.link)]
        last = [node for node in (self.link, self.coordinator) if node]
        # A stranger's crash is not Fovea's, but a fault that was not there to the end proves nothing.
        for node in self.edges + inner + last + self.strangers:
            problem = node.stop()
            if problem and problem not in self.problems:
                self.problems.append(problem)
        totals = {"offered": 0}
        for edge in self.edges:
            self.check(edge, totals)
        for node in self.nodes:
            for _, line in node.lines:
                if line.get("account", {}).get("balanced") is False:
                    self.problems.append(f"{node.name}: its account does not balance: {line['account']}")
        return totals

    def check(self, edge, totals):
        """Every frame of an edge has one final line, each account that it printed adds up, and the last says the same."""
        finals = {}
        for _, line in edge.lines:
            if line.get("final"):
                key = (line["camera"], line["frame"])
                finals[key] = finals.get(key, 0) + 1
                totals[line["outcome"]] = totals.get(line["outcome"], 0) + 1
        twice = [key for key, count in finals.items() if count > 1]
        if twice:
            self.problems.append(f"{edge.name}: {len(twice)} frames with two finals, for example {twice[0]}")
        if edge.expected_dead:
            return
        accounts = [line["account"] for _, line in edge.lines if "account" in line]
        if not accounts:
            self.problems.append(f"{edge.name}: no closing account")
            return
        ways = ("exited", "focused", "fallback", "rejected", "dropped", "inFlight")
        for account in accounts:
            if account["offered"] != sum(account[way] for way in ways):
                self.problems.append(f"{edge.name}: an account does not add up: {account}")
        account = accounts[-1]
        totals["offered"] += account["offered"]
        if account["inFlight"] or len(finals) != account["offered"]:
            self.problems.append(f"{edge.name}: {len(finals)} finals for {account}")
