"""MLPerf's LoadGen as the generator: it schedules, it measures, and it says whether its run is VALID."""
import pathlib
import re
import tempfile

import mlperf_loadgen as loadgen

from client import Client

# What early stopping needs to vouch for a 99th percentile, and a little more.
least_queries = 700


def run(coordinator, info, pictures, row, seconds, seed, budget):
    """One run: LoadGen's p99 in milliseconds, and whether it ended VALID.

    Server: from the scheduled time of a query to its answer. MultiStream: from when a query was issued, which is when it
    was scheduled, to the last of its answers. These are replay's `latency.focused` in mode server and its `queries` in
    mode multi-stream.
    """
    problems = []

    def answered(token, problem):
        if problem:
            problems.append(problem)
        loadgen.QuerySamplesComplete([loadgen.QuerySampleResponse(token, 0, 0)])

    client = Client(coordinator, info, pictures, budget, answered)

    def issue(samples):
        client.ask([(sample.id, sample.index, number) for number, sample in enumerate(samples)])

    settings = loadgen.TestSettings()
    settings.mode = loadgen.TestMode.PerformanceOnly
    settings.min_duration_ms = int(1000 * seconds)
    settings.min_query_count = least_queries
    settings.schedule_rng_seed = settings.sample_index_rng_seed = settings.qsl_rng_seed = seed
    if row["mode"] == "server":
        settings.scenario = loadgen.TestScenario.Server
        settings.server_target_qps = row["rate"]
        settings.server_target_latency_percentile = 0.99
        # No objective is tested here: the bound is the budget, after which no worker answers.
        settings.server_target_latency_ns = int(1e9 * budget)
    else:
        settings.scenario = loadgen.TestScenario.MultiStream
        settings.multi_stream_samples_per_query = row["streams"]
        settings.multi_stream_target_latency_percentile = 0.99
        settings.multi_stream_expected_latency_ns = 20_000_000
    with tempfile.TemporaryDirectory() as folder:
        output, log = loadgen.LogOutputSettings(), loadgen.LogSettings()
        output.outdir, output.copy_summary_to_stdout = folder, False
        log.log_output, log.enable_trace = output, False
        system = loadgen.ConstructSUT(issue, lambda: None)
        library = loadgen.ConstructQSL(len(pictures), len(pictures), lambda _: None, lambda _: None)
        loadgen.StartTestWithLogSettings(system, library, settings, log)
        loadgen.DestroyQSL(library)
        loadgen.DestroySUT(system)
        summary = pathlib.Path(folder, "mlperf_log_summary.txt").read_text()
    client.close()
    if problems:
        raise RuntimeError(f"{len(problems)} requests were not answered by a worker: {problems[0]}")
    p99 = re.search(r"99\.00 percentile latency \(ns\)\s*:\s*(\d+)", summary)
    if not p99:
        raise RuntimeError(f"LoadGen's summary has no 99th percentile:\n{summary}")
    return int(p99[1]) / 1e6, re.search(r"Result is\s*:\s*VALID", summary) is not None
