"""Runs into medians, medians into ratios, ratios beside what must be reached."""
import os
from pathlib import Path
from statistics import median

# From here on a part is called full: the rest is lost between two looks of the scheduler.
FULL = 0.9
# Cores that neither broker nor load generator used; more than that disturbs what is measured.
CALM = 0.15
FIGURES = ["received", "sent", "cpu_us", "latency_median_us", "latency_p99_us", "latency_p99_worst_us", "broker_cores",
           "load_cores", "load_busiest_thread", "other_cores", "broker_mib"]


def machine():
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown processor")
    return f"{os.cpu_count()} cores, {model}"


def load_is_full(figures):
    """The load generator is the limit: a thread of it is full, or the machine is and most of that is the load generator."""
    if figures["load_cores"] is None:
        return False
    return (figures["load_busiest_thread"] >= FULL
            or figures["broker_cores"] + figures["load_cores"] >= FULL * os.cpu_count()
            and figures["load_cores"] > figures["broker_cores"])


def line(run):
    return (f"  round {run['round']}  {run['workload']:8} {run['broker']:9} received {run['received']:>9,.0f}/s"
            f"  sent {run['sent']:>9,.0f}/s  CPU {_us(run['cpu_us'])}/msg"
            f"  latency {_ms(run['latency_median_us'])} median {_ms(run['latency_p99_us'])} 99th"
            f"  cores: broker {run['broker_cores']:.2f} load {run['load_cores']:.2f} others {run['other_cores']:.2f}")


def summarize(chosen, kinds, runs):
    """Workload name -> {broker name -> medians, 'ratios' -> {figure -> ratio}, 'verdicts' -> {figure -> (target, verdict)}}."""
    summary = {}
    for workload in chosen:
        of = {}
        for kind in kinds:
            mine = [run for run in runs if run["workload"] == workload.name and run["broker"] == kind.name]
            of[kind.name] = {figure: _median([run[figure] for run in mine]) for figure in FIGURES}
        if len(kinds) == 2:
            of["ratios"] = {figure: _ratio(of["leveret"][figure], of["rabbitmq"][figure]) for figure in FIGURES}
            of["verdicts"] = _verdicts(workload, of["ratios"], load_is_full(of["leveret"]))
        summary[workload.name] = of
    return summary


def _verdicts(workload, ratios, full):
    verdicts = {}
    if workload.rate:
        reached = ratios["received"] is not None and ratios["received"] >= workload.rate
        # Where the load generator is full the rate says nothing of the broker: then its CPU per message decides.
        verdicts["received"] = f">= {workload.rate:.2f}", "pass" if reached else "LOAD FULL" if full else "FAIL"
    for figure, most in (("cpu_us", workload.cpu), ("latency_median_us", workload.median), ("latency_p99_us", workload.p99)):
        if most:
            reached = ratios[figure] is not None and ratios[figure] <= most
            verdicts[figure] = f"<= {most:.2f}", "pass" if reached else "FAIL"
    return verdicts


def passed(summary):
    return all(verdict != "FAIL" for of in summary.values() for _, verdict in of.get("verdicts", {}).values())


ROWS = [
    ("received", "received msg/s", lambda x: f"{x:,.0f}"),
    ("sent", "sent msg/s", lambda x: f"{x:,.0f}"),
    ("cpu_us", "broker CPU us/msg", lambda x: f"{x:.2f}"),
    ("latency_median_us", "latency median ms", lambda x: f"{x / 1000:.2f}"),
    ("latency_p99_us", "latency 99th ms", lambda x: f"{x / 1000:.2f}"),
    ("broker_cores", "broker cores", lambda x: f"{x:.2f}"),
    ("load_cores", "load generator cores", lambda x: f"{x:.2f}"),
    ("load_busiest_thread", "  its busiest thread", lambda x: f"{x:.2f}"),
    ("other_cores", "others' cores", lambda x: f"{x:.2f}"),
    ("broker_mib", "broker resident MiB", lambda x: f"{x:,.0f}"),
]


def table(chosen, kinds, summary):
    out = []
    for workload in chosen:
        of = summary[workload.name]
        columns = [kind.name for kind in kinds]
        out.append(f"\n{workload.name}: {workload.title}   (perf-test {workload.arguments})")
        out.append(f"  {'':22}" + "".join(f"{name:>12}" for name in columns)
                   + (f"{'ratio':>9}  target" if "ratios" in of else ""))
        for figure, label, shown in ROWS:
            values = [of[name][figure] for name in columns]
            text = f"  {label:22}" + "".join(f"{'-' if value is None else shown(value):>12}" for value in values)
            if "ratios" in of and figure in ("received", "sent", "cpu_us", "latency_median_us", "latency_p99_us"):
                ratio = of["ratios"][figure]
                target, verdict = of["verdicts"].get(figure, ("", ""))
                text += f"{'-' if ratio is None else format(ratio, '.2f'):>9}  {target:8} {verdict}"
            out.append(text.rstrip())
        full = [name for name in columns if load_is_full(of[name])]
        if full:
            out.append(f"  the load generator is full against {' and '.join(full)}: CPU per message decides")
        disturbed = [name for name in columns if (of[name]["other_cores"] or 0) > CALM]
        if disturbed:
            out.append(f"  others were busy meanwhile, with {' and '.join(disturbed)}: run it again on a calm machine")
    return "\n".join(out)


def _median(values):
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _ratio(ours, theirs):
    return ours / theirs if ours is not None and theirs else None


def _us(value):
    return "     -" if value is None else f"{value:6.2f} us"


def _ms(value):
    return "      -" if value is None else f"{value / 1000:7.2f} ms"
