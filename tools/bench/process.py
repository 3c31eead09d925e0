"""What a running process uses, from outside: CPU time and memory."""

import os
import subprocess
from pathlib import Path


def cpu_seconds(process_id: int) -> float:
    """CPU time that the process has used, all its threads together."""
    stat = Path(f"/proc/{process_id}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    minutes, _, seconds = _asked("time=", process_id).rpartition(":")  # macOS: minutes:seconds.hundredths
    return float(minutes or 0) * 60 + float(seconds)


def resident_bytes(process_id: int) -> int:
    """Memory that the process holds now."""
    return int(_asked("rss=", process_id)) * 1024


def _asked(column: str, process_id: int) -> str:
    return subprocess.run(
        ["/bin/ps", "-o", column, "-p", str(process_id)], capture_output=True, text=True, check=True
    ).stdout.strip()
