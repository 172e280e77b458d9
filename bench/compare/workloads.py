"""What is compared: PerfTest's arguments, and what Leveret must reach beside RabbitMQ."""
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    name: str
    title: str
    arguments: str
    rate: float = 0.0  # received messages a second, at least this many times RabbitMQ's; 0: not judged
    cpu: float = 0.0  # broker CPU per received message, at most this many times RabbitMQ's; 0: not judged
    median: float = 0.0  # latency likewise
    p99: float = 0.0


# Messages are transient and acknowledged one by one wherever nothing else is said: PerfTest's defaults.
# "queues" gives each producer ten channels, for a channel publishes to one queue of the pattern: so all hundred are used.
ALL = [
    Workload("tiny", "1 x 1, 12 B, auto-ack", "-x 1 -y 1 -s 12 -a -u tiny", rate=1.8, cpu=0.4),
    Workload("kib", "1 x 1, 1 KiB, auto-ack", "-x 1 -y 1 -s 1024 -a -u kib", rate=1.6, cpu=0.4),
    Workload("four", "4 x 4, 100 B, prefetch 200, ack every 50", "-x 4 -y 4 -s 100 -q 200 -A 50 -u four",
             rate=2.0, cpu=0.35),
    Workload("queues", "10 producers, 100 queues, 100 B",
             "-x 10 -X 10 -y 10 -Y 10 -s 100 -qp queue-%d -qpf 1 -qpt 100", rate=1.8, cpu=0.35),
    Workload("fanout", "fan-out 1 to 10, 100 B", "-x 1 -y 10 -s 100 -t fanout -e fan", rate=1.8, cpu=0.35),
    Workload("latency", "5,000 msg/s, 1 KiB", "-x 1 -y 1 -s 1024 -r 5000 -u latency", median=0.6, p99=1.0),
    # Persistent, on durable queues. RabbitMQ confirms what it has written; Leveret what is forced to the disk.
    Workload("confirms", "persistent 1 KiB, 500 confirms in flight, ack every 100",
             "-x 1 -y 1 -s 1024 -f persistent -c 500 -q 1000 -A 100 -u confirms", rate=2.5, cpu=0.3),
    Workload("waiting", "persistent 1 KiB, 16 publishers, each waits for each confirm",
             "-x 16 -y 1 -s 1024 -f persistent -c 1 -q 1000 -A 100 -u waiting", rate=1.5, cpu=0.3),
    Workload("tx", "persistent 1 KiB, 100 messages a commit",
             "-x 1 -y 1 -s 1024 -f persistent -m 100 -q 1000 -A 100 -u tx", rate=2.5, cpu=0.35),
]
