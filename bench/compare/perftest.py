"""RabbitMQ PerfTest: fetched once, run against one broker, its lines read as they come."""
import os
import re
import subprocess
import threading
import time
from pathlib import Path
from statistics import median

from . import processes

BENCH = Path(__file__).resolve().parents[1]
LIB = BENCH / "target" / "perf-test" / "lib"
# Between sent and received stands what was confirmed, nacked and returned, where that is asked for.
SECOND = re.compile(r"time ([\d.]+) s, sent: ([\d.]+) msg/s,.*? received: ([\d.]+) msg/s"
                    r"(?:, min/median/75th/95th/99th consumer latency: (\d+)/(\d+)/(\d+)/(\d+)/(\d+) µs)?")


class Failed(Exception):
    """A load that could not be made; the text says what PerfTest said."""


def version():
    return re.search(r"<perf-test.version>(.+?)<", (BENCH.parent / "pom.xml").read_text())[1]


def fetch():
    """The class path of PerfTest, from Maven when it is not there yet."""
    if not (LIB / f"perf-test-{version()}.jar").exists():
        done = subprocess.run(["mvn", "-q", "-B", "-f", BENCH / "perf-test-pom.xml", "package",
                               f"-Dperf-test.version={version()}"], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"Maven could not fetch PerfTest {version()}:\n{done.stdout[-2000:]}")
    return f"{LIB}/*"


def run(class_path, workload, broker, warmup, seconds):
    """One workload against one broker. What is told is the steady part alone: from the end of the warm-up, for `seconds`."""
    # One second more than is measured: the last sample is taken while the load is still on.
    command = ["java", "-Duser.language=en", "-Xms1g", "-Xmx2g", *os.environ.get("LOAD_OPTS", "").split(),
               "-cp", class_path, "com.rabbitmq.perf.PerfTest", "-h", broker.uri, "-st", "2", "-mf", "default",
               "-z", str(warmup + seconds + 1), *workload.arguments.split()]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          bufsize=1) as load:
        # PerfTest may hang at its end when a backlog is left; what is measured is measured before.
        guard = threading.Timer(warmup + seconds + 60, load.kill)
        guard.start()
        try:
            steady, said = _read(load, broker, warmup, seconds)
        finally:
            guard.cancel()
            load.kill()
    if steady is None:
        raise Failed(f"PerfTest {workload.arguments} gave no {warmup + seconds} s of load on {broker.name}:\n" + "\n".join(said[-20:]))
    return {"broker": broker.name, "workload": workload.name, **steady}


def _read(load, broker, warmup, seconds):
    begin, lines, said, before = None, [], [], 0.0
    for text in load.stdout:
        found = SECOND.search(text)
        if not found:
            said.append(text.rstrip())
            continue
        now = float(found[1])
        if begin is not None:
            lines.append((now - before, found))
        before = now
        if begin is None and now >= warmup - 0.5:
            begin = _sample(load, broker)
        elif begin is not None and now >= warmup + seconds - 0.5:
            return _steady(begin, _sample(load, broker), lines, broker), said
    return None, said


def _sample(load, broker):
    return {"at": time.monotonic(), "broker": processes.tree_cpu(broker.pid), "load": processes.tree_cpu(load.pid),
            "threads": processes.thread_cpu(load.pid), "machine": processes.machine_cpu()}


def _steady(begin, end, lines, broker):
    took = end["at"] - begin["at"]
    measured = sum(length for length, _ in lines)
    sent, received = (sum(length * float(found[group]) for length, found in lines) for group in (2, 3))
    cpu = {who: end[who] - begin[who] for who in ("broker", "load", "machine")}
    busiest = max(used - begin["threads"].get(tid, 0) for tid, used in end["threads"].items())
    timed = [found for _, found in lines if found[4]]
    return {
        "sent": sent / measured,
        "received": received / measured,
        "cpu_us": cpu["broker"] / received * 1e6 * measured / took if received else None,
        "latency_median_us": median(int(found[5]) for found in timed) if timed else None,
        "latency_p99_us": median(int(found[8]) for found in timed) if timed else None,
        "latency_p99_worst_us": max(int(found[8]) for found in timed) if timed else None,
        "broker_cores": cpu["broker"] / took,
        "load_cores": cpu["load"] / took,
        "load_busiest_thread": busiest / took,
        "other_cores": max(0.0, cpu["machine"] - cpu["broker"] - cpu["load"]) / took,
        "broker_mib": processes.resident_mib(broker.pid),
    }
