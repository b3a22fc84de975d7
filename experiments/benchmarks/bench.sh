#!/usr/bin/env bash
# Runs programs in turn, several times, and prints their speeds with medians, spread and ratios.
#
#   bench.sh train|distil|sample|generate|check [OPTION]...
#
#   --peer [NAME=]COMMAND   a program to run; repeat it for more. Ratios refer to the first. Default: dcd-bench, then python
#   --rounds N              runs of each program. Default: 5
#   --network NAME          quickstart, colour or ddpmpp. Default: quickstart
#   --threads N             Default: 2
#   --json FILE             append the result of each run to a file, a line each
#   --steps N, --warmup N, --batch N, --micro-batch N, --precision P   passed to every program
#
# check compares losses of DCD and of PyTorch on the same weights and data instead of speeds.
#
# A command may begin with one of these names, followed by options of its own:
#   dcd-bench         that of this folder
#   python            train_peer.py with Debian's Python and its usual allocator
#   python-jemalloc   the same with the allocator that ./dcd uses
#
#   bench.sh train --network colour --peer fp32=dcd-bench --peer 'bf16=dcd-bench --precision bfloat16' --peer python
#   bench.sh distil --peer new=dcd-bench --peer 'old=/home/me/old/experiments/benchmarks/dcd-bench'
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  printf 'bench.sh: %s\n' "$1" >&2
  exit 2
}

dcd-bench() { "$folder/dcd-bench" "$@"; }
python() { "${PYTHON:-/usr/bin/python3}" "$folder/train_peer.py" "$@"; }
python-jemalloc() {
  LD_PRELOAD=libjemalloc.so.2 MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,lg_extent_max_active_fit:20 python "$@"
}

what=${1:-}
case $what in
  train | distil) steps=100 ;;
  sample) steps=5 ;;
  generate) steps=100 ;;
  check) steps=1 ;;
  -h | --help)
    sed -n '2,/^set/{/^#/!d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
  *) fail "the first argument must be train, distil, sample, generate or check, was '$what'" ;;
esac
shift

peers=() rounds=5 network=quickstart threads=2 json='' options=()
while [ $# -gt 0 ]; do
  [ $# -gt 1 ] || fail "$1 needs a value"
  case $1 in
    --peer) peers+=("$2") ;;
    --rounds) rounds=$2 ;;
    --network) network=$2 ;;
    --threads) threads=$2 ;;
    --json) json=$2 ;;
    --steps) steps=$2 ;;
    --warmup | --batch | --micro-batch | --precision) options+=("$1" "$2") ;;
    *) fail "unknown option $1; bench.sh --help lists the options" ;;
  esac
  shift 2
done
case $rounds in
  '' | *[!0-9]* | 0) fail "--rounds must be a number from 1, was '$rounds'" ;;
esac
[ ${#peers[@]} -gt 0 ] || peers=(dcd-bench python)
common=(--network "$network" --threads "$threads" "${options[@]}")

scratch=$(mktemp -d "${TMPDIR:-/tmp}/bench-XXXXXX")
trap 'rm -rf "$scratch"' EXIT

if [ "$what" = check ]; then
  for step in train distil; do
    echo "== $step"
    dcd-bench "$step" "${common[@]}" --check "$scratch/$step.safetensors"
    python --network "$network" --threads "$threads" --check "$scratch/$step.safetensors"
  done
  exit 0
fi

for round in $(seq "$rounds"); do
  for peer in "${peers[@]}"; do
    name=${peer%%=*}
    command=${peer#*=}
    case $name in *[!A-Za-z0-9._-]*) name=$peer command=$peer ;; esac # the first = belongs to the command
    # a command is words and may contain quotes, as in a shell
    eval "$command $(printf '%q ' "$what" "${common[@]}" --steps "$steps")" >"$scratch/output" ||
      fail "$name failed: $(cat "$scratch/output")"
    "${PYTHON:-/usr/bin/python3}" "$folder/figures.py" run "$round" "$name" "$scratch/output" "$scratch/runs"
  done
done
[ -z "$json" ] || cat "$scratch/runs" >>"$json"
"${PYTHON:-/usr/bin/python3}" "$folder/figures.py" summary "$scratch/runs"
