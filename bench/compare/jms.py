"""Providers of Jakarta Messaging: each with a broker in a process of its own, and the same load through its client."""
import json
import os
import re
import subprocess
from pathlib import Path

from . import brokers

BENCH = Path(__file__).resolve().parents[1]
OWN = [BENCH / "target" / "classes", BENCH / "target" / "lib"]


class Failed(Exception):
    """A run that could not be made; the text says what was said."""


class _Peer(brokers._Broker):
    """A broker of somebody else, embedded in a Java process, with its defaults."""

    program = "?"

    @classmethod
    def lib(cls):
        return BENCH / "target" / "peers" / cls.name / "lib"

    @classmethod
    def version(cls):
        if not cls.lib().exists():
            done = subprocess.run(["mvn", "-q", "-B", "-f", BENCH / "peers" / "pom.xml", "-P", cls.name, "package"],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                raise Failed(f"Maven could not fetch {cls.name}:\n{done.stdout[-2000:]}")
        jar = next(j.name for j in cls.lib().iterdir() if re.match(cls.jar, j.name))
        return re.search(r"-(\d[\w.]*)\.jar", jar)[1]

    def start(self, *_):
        self.uri = f"tcp://127.0.0.1:{self.port}"
        return self.spawn(["java", *os.environ.get("JAVA_OPTS", "").split(), "-cp", f"{self.lib()}/*",
                           BENCH / "peers" / self.program, str(self.port), str(self.home / "data")])

    def ready(self):
        return "serving" in (self.home / "output.txt").read_text(errors="replace")

    def client_path(self):
        hdr = next((BENCH / "target" / "lib").glob("HdrHistogram*.jar"))
        return f"{OWN[0]}:{hdr}:{self.lib()}/*"


class Artemis(_Peer):
    name = "artemis"
    program = "ArtemisBroker.java"
    jar = r"artemis-server-\d"
    factory = "org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory"


class Classic(_Peer):
    name = "classic"
    program = "ClassicBroker.java"
    jar = r"activemq-broker-\d"
    factory = "org.apache.activemq.ActiveMQConnectionFactory"


class Leveret(brokers.Leveret):
    factory = "io.leveret.jms.LeveretConnectionFactory"
    heap = ""  # an option more for the broker's machine

    def spawn(self, command, **more):
        options = f"{os.environ.get('JAVA_OPTS', '')} {self.heap}".strip()
        return super().spawn(command, env=os.environ | {"JAVA_OPTS": options}, **more)

    @staticmethod
    def client_path():
        return f"{OWN[0]}:{OWN[1]}/*"


KINDS = [Artemis, Classic, Leveret]


def run(workload, broker, warmup, amount):
    """One workload through one provider; a dictionary of what the load printed."""
    heap = ["-Xmx512m"] if workload.name == "backlog" else ["-Xmx2g"]
    command = ["java", *heap, *os.environ.get("LOAD_OPTS", "").split(), "-cp", broker.client_path(), "io.leveret.bench.jms.JmsLoad",
               broker.factory, broker.uri, str(broker.pid), workload.name, str(warmup), str(amount)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    except subprocess.TimeoutExpired:
        raise Failed("no end after 600 s") from None
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        raise Failed((done.stdout + done.stderr)[-1500:])
    return {"broker": broker.name, "workload": workload.name, **json.loads(lines[-1])}


def forces(folder, seconds):
    """What the disk takes for a force of 4 KiB, measured in the same run."""
    done = subprocess.run(["java", "-cp", f"{OWN[0]}:{OWN[1]}/*", "io.leveret.bench.Forces", folder, str(seconds)],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(done.stderr[-1000:])
    return json.loads(done.stdout)
