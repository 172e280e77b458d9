"""Fresh brokers: started on a free port with an empty folder, ended and forgotten afterwards."""
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


class Failed(Exception):
    """A broker that cannot be had; the text says what to do."""


def free_ports(count):
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [s.getsockname()[1] for s in taken]
    finally:
        for s in taken:
            s.close()


def speaks_amqp(port):
    """Whether connection.start comes: a port that listens is not yet a broker that serves."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as s:
            s.sendall(b"AMQP\x00\x00\x09\x01")
            return s.recv(1) == b"\x01"
    except OSError:
        return False


class _Broker:
    """Context manager: a running broker with `uri` and `pid`."""

    name = "?"

    def __enter__(self):
        self.home = Path(tempfile.mkdtemp(prefix=f"compare-{self.name}-"))
        self.port, *more = free_ports(3)
        self.uri = f"amqp://guest:guest@127.0.0.1:{self.port}"
        self.children = []
        try:
            self.pid = self.start(*more)
            self.wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def spawn(self, command, **more):
        # A group of its own: Ctrl-C at the terminal must not end the broker before its load generator.
        with open(self.home / "output.txt", "ab") as output:
            child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                     start_new_session=True, **more)
        self.children.append(child)
        return child.pid

    def ready(self):
        return speaks_amqp(self.port)

    def wait_until_ready(self, seconds=60):
        end = time.monotonic() + seconds
        while not self.ready():
            if self.children[-1].poll() is not None or time.monotonic() > end:
                said = (self.home / "output.txt").read_text(errors="replace")[-2000:]
                how = "ended" if self.children[-1].poll() is not None else f"did not serve within {seconds} s"
                raise Failed(f"{self.name} on port {self.port} {how}; it said:\n{said}")
            time.sleep(0.1)

    def __exit__(self, *_):
        for child in reversed(self.children):
            try:
                child.terminate()
                child.wait(20)
            except subprocess.TimeoutExpired:
                pass
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
        shutil.rmtree(self.home, ignore_errors=True)


class Leveret(_Broker):
    name = "leveret"

    @staticmethod
    def version():
        # The first call of the command builds what is to be measured; it must not happen within a run.
        asked = subprocess.run([HOUSE / "leveret", "--version"], capture_output=True, text=True) \
            if (HOUSE / "leveret").exists() else None
        if asked is None or asked.returncode != 0:
            raise Failed(f"'{HOUSE}/leveret --version' failed; build with 'mvn package', or use --rabbit-only\n"
                         + (asked.stderr if asked else "the command is not there"))
        return asked.stdout.strip().splitlines()[0] + f", JAVA_OPTS '{os.environ.get('JAVA_OPTS', '')}'"

    def start(self, *_):
        return self.spawn([HOUSE / "leveret", "start", "--port", str(self.port), "--management-port", "0",
                           "--data", str(self.home / "data")])


class RabbitMq(_Broker):
    name = "rabbitmq"

    @staticmethod
    def version():
        asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "rabbitmq-server"], capture_output=True, text=True) \
            if RABBIT.exists() else None
        if asked is None:
            raise Failed(f"no {RABBIT}; install rabbitmq-server, or use --leveret-only")
        return asked.stdout.strip()

    def start(self, distribution_port, names_port):
        for name, text in (("plugins", "[].\n"), ("env.conf", ""), ("rabbitmq.conf", "")):
            (self.home / name).write_text(text)
        own = {
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(names_port),
            "RABBITMQ_NODENAME": f"compare-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(distribution_port),
            "RABBITMQ_MNESIA_BASE": str(self.home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.home / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(self.home / "env.conf"),
            "RABBITMQ_CONFIG_FILE": str(self.home / "rabbitmq.conf"),
        }
        # Erlang's port mapper outlives its node when the node starts it; started here, it ends here.
        self.spawn(["epmd", "-port", str(names_port), "-address", "127.0.0.1"])
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("RABBITMQ_")}
        return self.spawn([RABBIT], env=inherited | own, cwd=self.home)


KINDS = [RabbitMq, Leveret]
