#!/usr/bin/python3
"""Statistics of bench.sh.

figures.py run ROUND NAME OUTPUT RUNS   prints a row for the last line of JSON of OUTPUT, and appends it to RUNS
figures.py summary RUNS...              prints medians, spread and ratios of all runs, also of files of --json
"""
import json
import statistics
import sys

SPEED = "images_per_second"
CPU = "cpu_seconds_per_step"
# Programs may order the same operations differently: DCD convolves before it enlarges.
MACS_TOLERANCE = 0.05


def fail(message):
    raise SystemExit(f"figures.py: {message}")


def add_run(number, name, output, runs):
    with open(output, encoding="utf-8") as lines:
        results = [json.loads(line) for line in lines if line.startswith("{")]
    if not results or SPEED not in results[-1]:
        fail(f"no {SPEED} in the output of {name}")
    run = {"round": int(number), "peer": name, **results[-1]}
    with open(runs, "a", encoding="utf-8") as out:
        out.write(json.dumps(run) + "\n")
    if run["round"] == 1:
        print(f"{name}: {run['engine']}, {run['network']}, {run['parameters']} parameters, {run['macs'] / 1e6:.1f} M "
              f"multiply-accumulates an evaluation, batch {run['batch']}, {run.get('precision', 'float32')}", flush=True)
    print(f"round {number:>2}  {name:24} {run[SPEED]:10.1f} images/s  {run.get(CPU, float('nan')):8.3f} CPU s a step  "
          f"{run['peak_rss_mb']:6} MB  load {run['load']}", flush=True)


def check_same_work(name, run, first_name, first):
    for field in ("what", "network", "parameters", "batch"):
        if run[field] != first[field]:
            fail(f"{name} and {first_name} do different work: {field} is {run[field]} and {first[field]}")
    if abs(run["macs"] / first["macs"] - 1) > MACS_TOLERANCE:
        fail(f"{name} and {first_name} do different work: multiply-accumulates are {run['macs']} and {first['macs']}")


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g} to {max(values):.3g})"


def compare(name, runs, first_name, first):
    """Ratios of medians, and of the runs of each round."""
    for title, field in (("speed", SPEED), ("CPU time a step", CPU)):
        if not all(field in run for run in runs + first):
            continue
        ours, theirs = ({run["round"]: run[field] for run in side} for side in (first, runs))
        ratios = [ours[number] / theirs[number] for number in sorted(ours.keys() & theirs.keys())]
        of_medians = statistics.median(ours.values()) / statistics.median(theirs.values())
        print(f"{first_name} / {name}, {title}: {of_medians:.2f} as a ratio of medians; in rounds {spread(ratios)}")


def summary(files):
    peers = {}
    for file in files:
        with open(file, encoding="utf-8") as lines:
            for line in lines:
                run = json.loads(line)
                peers.setdefault(run["peer"], []).append(run)
    first_name, first = next(iter(peers.items()))
    runs = [run for side in peers.values() for run in side]
    for name, side in peers.items():
        check_same_work(name, side[0], first_name, first[0])
    print(f"\n{first[0]['what']}, {first[0]['network']}, batch {first[0]['batch']}, {first[0]['threads']} threads; median "
          "(least to most)")
    for name, side in peers.items():
        memory = max(run["peak_rss_mb"] for run in side)
        cpu = f", {spread([run[CPU] for run in side])} CPU s a step" if CPU in side[0] else ""
        print(f"{name}: {spread([run[SPEED] for run in side])} images/s{cpu}, at most {memory} MB")
    for name, side in list(peers.items())[1:]:
        compare(name, side, first_name, first)
    loads = [run["load"] for run in runs]
    print(f"{len(first)} rounds, {', '.join(sorted({run['machine'] for run in runs}))}, "
          f"{', '.join(sorted({run['date'] for run in runs}))}, load {min(loads)} to {max(loads)}")


if __name__ == "__main__":
    if len(sys.argv) == 6 and sys.argv[1] == "run":
        add_run(*sys.argv[2:])
    elif len(sys.argv) > 2 and sys.argv[1] == "summary":
        summary(sys.argv[2:])
    else:
        fail(f"wrong arguments\n\n{__doc__}")
