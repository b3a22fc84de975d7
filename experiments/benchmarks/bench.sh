#!/usr/bin/env bash
# Runs A (DCD) and B (Python) in turn, N times, and prints both and the ratio of their medians.
#
#   bench.sh [train|sample|generate] [N] [THREADS]
#
# Each side prints a line of JSON with "images_per_second". Other commands or settings through the environment:
#   A, B        commands; by default dcd-bench … and train_peer.py …
#   STEPS       steps measured by each run
#   B_JEMALLOC  1: Python with jemalloc preloaded as DCD has it, otherwise as it comes
set -euo pipefail

folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
what=${1:-train}
rounds=${2:-5}
threads=${3:-2}
case $what in
  train) steps=${STEPS:-200} ;;
  sample) steps=${STEPS:-5} ;;
  generate) steps=${STEPS:-100} ;;
  *)
    echo "bench.sh: train, sample or generate, not $what" >&2
    exit 2
    ;;
esac
options="$what --threads $threads --batch ${BATCH:-48} --steps $steps"
a=${A:-"'$folder/dcd-bench' $options"}
b=${B:-"/usr/bin/python3 '$folder/train_peer.py' $options"}

plain_python() { # as Python comes: nothing that the launcher sets
  if [ "${B_JEMALLOC:-}" = 1 ]; then
    LD_PRELOAD=libjemalloc.so.2 MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1,lg_extent_max_active_fit:20 bash -c "exec $b"
  else
    bash -c "exec $b"
  fi
}

speed() { # NAME COMMAND…: the last images_per_second that it prints
  local name=$1 output
  shift
  output=$("$@") || {
    printf '%s\nbench.sh: %s failed\n' "$output" "$name" >&2
    return 1
  }
  printf '%s\n' "$output" | sed -n 's/.*"images_per_second": *\([0-9.]*\).*/\1/p' | tail -n 1
}

median() { tr ' ' '\n' | grep . | sort -n | awk '{v[NR] = $1} END {print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

all_a='' all_b=''
printf '%-6s %12s %12s   %s\n' round 'A img/s' 'B img/s' load
for round in $(seq "$rounds"); do
  one_a=$(speed A bash -c "exec $a")
  one_b=$(speed B plain_python)
  if [ -z "$one_a" ] || [ -z "$one_b" ]; then
    echo "bench.sh: no images_per_second in the output" >&2
    exit 1
  fi
  all_a="$all_a $one_a"
  all_b="$all_b $one_b"
  printf '%-6s %12s %12s   %s\n' "$round" "$one_a" "$one_b" "$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo -)"
done
median_a=$(printf '%s' "$all_a" | median)
median_b=$(printf '%s' "$all_b" | median)
awk -v a="$median_a" -v b="$median_b" -v what="$what" -v threads="$threads" \
  'BEGIN {printf "%s, %s threads: median A %.1f, B %.1f images per second, A/B = %.2f\n", what, threads, a, b, a / b}'
