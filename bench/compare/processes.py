"""CPU as the kernel counts it: process trees, threads, the whole machine. Linux's /proc, in seconds."""
import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(path):
    """The fields of a stat file after the command's name, which may itself hold spaces; None when the process has gone."""
    try:
        return Path(path).read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree_cpu(root):
    """CPU of a process and its descendants, with what their ended children had used."""
    stats = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit() and (fields := _stat(f"/proc/{entry}/stat")):
            stats[int(entry)] = fields
    family, size = {root}, 0
    while size != len(family):
        size = len(family)
        family |= {pid for pid, fields in stats.items() if int(fields[1]) in family}
    return sum(int(ticks) for pid in family if pid in stats for ticks in stats[pid][11:15]) / TICK


def thread_cpu(pid):
    """CPU of each thread of a process, by thread id."""
    stats = {tid: _stat(f"/proc/{pid}/task/{tid}/stat") for tid in os.listdir(f"/proc/{pid}/task")}
    return {tid: (int(fields[11]) + int(fields[12])) / TICK for tid, fields in stats.items() if fields}


def machine_cpu():
    """CPU used by anybody, all cores together; idle and waiting for the disk are not in it."""
    user, nice, system, _idle, _iowait, irq, softirq, steal = Path("/proc/stat").read_text().split()[1:9]
    return sum(map(int, (user, nice, system, irq, softirq, steal))) / TICK


def resident_mib(root):
    """Resident memory of the largest process of a tree: the virtual machine the broker runs in."""
    sizes = [0]
    for entry in os.listdir("/proc"):
        fields = _stat(f"/proc/{entry}/stat") if entry.isdigit() else None
        if fields and (int(entry) == root or int(fields[1]) == root):
            sizes.append(int(fields[21]) * os.sysconf("SC_PAGE_SIZE") // (1 << 20))
    return max(sizes)
