"""What is done to a running cluster. Each returns the seconds until an answer came after the fault, or its end."""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

from kill_suite.cluster import root


def steady(cluster):
    """Waits until answers come, then for a random moment."""
    cluster.wait_focused(time.monotonic())
    time.sleep(random.uniform(0.05, 0.6))


def worker_killed(cluster):
    steady(cluster)
    victim = random.choice(cluster.workers)
    victim.kill()
    moment = time.monotonic()
    recovery = cluster.wait_focused(moment)
    cluster.start_worker(victim.name + "-again").wait_for("ready")
    return recovery


def all_workers_killed(cluster):
    steady(cluster)
    for worker in cluster.workers:
        worker.kill()
    time.sleep(random.uniform(0.2, 1))
    cluster.start_worker("worker-new").wait_for("ready")
    return cluster.wait_focused(time.monotonic())


def worker_stopped(cluster):
    steady(cluster)
    victim = random.choice(cluster.workers)
    victim.signal(signal.SIGSTOP)
    recovery = cluster.wait_focused(time.monotonic())
    time.sleep(random.uniform(0.8, 1.6))
    victim.signal(signal.SIGCONT)
    cluster.wait_focused(time.monotonic())
    return recovery


def coordinator_killed(cluster):
    steady(cluster)
    cluster.coordinator.kill()
    time.sleep(random.uniform(0.1, 0.8))
    cluster.coordinator = cluster.start_coordinator()
    return cluster.wait_focused(time.monotonic())


def coordinator_stopped(cluster):
    steady(cluster)
    cluster.coordinator.signal(signal.SIGSTOP)
    time.sleep(random.uniform(0.8, 1.6))
    cluster.coordinator.signal(signal.SIGCONT)
    return cluster.wait_focused(time.monotonic())


def edge_killed(cluster):
    steady(cluster)
    cluster.edges[0].kill()
    other = cluster.edges[1]
    moment = time.monotonic()
    while not any(t > moment and line.get("outcome") == "focused" for t, line in other.lines):
        if time.monotonic() > moment + 15:
            cluster.problems.append("the other edge got no answer")
            break
        time.sleep(0.02)
    return time.monotonic() - moment


def worker_drained(cluster):
    steady(cluster)
    victim = cluster.workers[0]
    problem = victim.stop(10)
    if problem:
        cluster.problems.append(problem)
    return cluster.wait_focused(time.monotonic())


def duplicate_name(cluster):
    steady(cluster)
    cluster.start_worker(cluster.workers[0].name).wait_for("ready")
    time.sleep(0.5)
    return cluster.wait_focused(time.monotonic())


def other_model(cluster):
    steady(cluster)
    with tempfile.TemporaryDirectory() as folder:
        changed = f"{folder}/other.safetensors"
        data = bytearray((root / "Sources/BundledModel/Resources/lfvit-tiny-224.safetensors").read_bytes())
        data[-2] ^= 1  # the last bit of one weight's mantissa
        pathlib.Path(changed).write_bytes(data)
        stranger = cluster.start_worker("stranger", "--model", changed)
        stranger.wait_for("ready")
        time.sleep(0.7)
        recovery = cluster.wait_focused(time.monotonic())
        stranger.stop()
    served = [line["account"]["received"] for _, line in stranger.lines if "account" in line]
    if served != [0]:
        cluster.problems.append(f"a worker with other weights was served: {served}")
    return recovery


def wrong_key(cluster):
    steady(cluster)
    stranger = cluster.start_worker("stranger", key="stranger")
    stranger.wait_for("ready")
    outsider = cluster.start_edge("outsider", key="stranger")
    outsider.wait_for("outcome")  # An edge that is not yet at work proves nothing.
    time.sleep(1)
    recovery = cluster.wait_focused(time.monotonic())
    for node in (outsider, stranger):
        node.stop()
    if any(line.get("outcome") == "focused" for _, line in outsider.lines):
        cluster.problems.append("an edge whose key is on no list was answered by workers")
    if [line["account"]["received"] for _, line in stranger.lines if "account" in line] != [0]:
        cluster.problems.append("a worker whose key is on no list was served")
    return recovery


def make_keys(fovea, folder):
    for name in ("coordinator", "edge", "worker", "stranger"):
        subprocess.run([fovea, "keys", "new", f"{folder}/{name}"], check=True, capture_output=True,
                       timeout=30)
    for name, role in (("edge", "edges"), ("worker", "workers")):
        os.makedirs(f"{folder}/allow/{role}")
        shutil.copy(f"{folder}/{name}.pub", f"{folder}/allow/{role}/")
    return folder


def edge_stopped(cluster):
    steady(cluster)
    cluster.edges[0].signal(signal.SIGSTOP)
    time.sleep(random.uniform(0.8, 1.6))
    cluster.edges[0].signal(signal.SIGCONT)
    return cluster.wait_focused(time.monotonic())


def edge_restarted(cluster):
    steady(cluster)
    cluster.edges[0].kill()
    # The same name again, while the coordinator may still hold the old one for alive.
    cluster.edges.append(cluster.start_edge(cluster.edges[0].name))
    return cluster.wait_focused(time.monotonic())


def beside_a_stranger(cluster, behaviour, until="asked"):
    steady(cluster)
    stranger = cluster.start_stranger(behaviour)
    stranger.wait_for("ready")
    # The coordinator may prefer the others, and soon does: while they are halted, it must ask the stranger.
    for worker in cluster.workers:
        worker.signal(signal.SIGSTOP)
    stranger.wait_for(until)  # or nothing was tried
    for worker in cluster.workers:
        worker.signal(signal.SIGCONT)
    time.sleep(random.uniform(1, 2))
    recovery = cluster.wait_focused(time.monotonic())
    problem = stranger.stop()
    if problem:
        cluster.problems.append(problem)
    cluster.wait_focused(time.monotonic())
    return recovery


def worker_of_garbage(cluster):
    return beside_a_stranger(cluster, "garbage", until="tried")


def worker_that_answers_twice(cluster):
    return beside_a_stranger(cluster, "twice")


def worker_50_times_slower(cluster):
    return beside_a_stranger(cluster, "slow")


def link_cut(cluster):
    steady(cluster)
    cluster.link.tell("cut")
    time.sleep(random.uniform(0.2, 1.5))
    cluster.link.tell("open")
    return cluster.wait_focused(time.monotonic())


def link_silent(cluster):
    steady(cluster)
    cluster.link.tell("silent")
    time.sleep(random.uniform(0.2, 2.5))
    cluster.link.tell("open")
    return cluster.wait_focused(time.monotonic())


def link_flapping(cluster):
    steady(cluster)
    for _ in range(6):
        cluster.link.tell(random.choice(["cut", "silent", "delay=80ms,jitter=40ms,loss=5%"]))
        time.sleep(random.uniform(0.05, 0.5))
        cluster.link.tell("open")
        time.sleep(random.uniform(0.05, 0.5))
    cluster.link.tell("delay=0ms")
    return cluster.wait_focused(time.monotonic())


scenarios = [
    (worker_killed, {}), (all_workers_killed, {}), (worker_stopped, {}), (worker_drained, {}), (coordinator_killed, {}),
    (coordinator_stopped, {}), (edge_killed, {"edges": 2}), (duplicate_name, {}), (other_model, {}),
    (wrong_key, {"keys": True}), (edge_stopped, {}), (edge_restarted, {}), (worker_of_garbage, {}),
    (worker_that_answers_twice, {}), (worker_50_times_slower, {}), (link_cut, {"linked": "edges"}),
    (link_cut, {"linked": "workers"}), (link_silent, {"linked": "edges"}), (link_silent, {"linked": "workers"}),
    (link_flapping, {"linked": "edges"}), (link_flapping, {"linked": "workers"}),
]
