#!/usr/bin/env bash
# Runs experiments/benchmarks/cifar10.yaml on two cores in the default JVM of ./dcd: teacher, distillation, export, samples
# and scores with the network of CIFAR-10 in the paper (55.7 million parameters). Prints the peak resident memory of all
# its processes, and fails above 8 GB.
#
#   cifar10.sh [IMAGES] [--set KEY=VALUE]...
#
# IMAGES: CIFAR-10 as cifar-10-python.tar.gz, cifar-10-binary.tar.gz or the folder that one of them unpacks to; or a zip or
# folder of PNG images of 3x32x32. Drawn images by default. Environment:
#   DCD_JAVA_OPTS  options of the JVM, such as -Xmx512m
#   TMPDIR         folder for the store, which needs 6 GB of disk and is deleted at the end. Default: /tmp
#   KEEP           1: keep the store
set -euo pipefail

limit_mb=8000
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
arguments=()
if [ $# -gt 0 ] && [ "${1#--}" = "$1" ]; then
  images=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
  [ -e "$images" ] || {
    echo "cifar10.sh: $images does not exist" >&2
    exit 2
  }
  case $images in
    *.tar.gz | *.tgz) type=cifar10 ;;
    *)
      type=image-folder
      [ -z "$(find -L "$images" -maxdepth 2 -name 'data_batch_*' -print -quit)" ] || type=cifar10
      ;;
  esac
  arguments=(--set "dataset={type: $type, path: '$images', subset: 0.002, held-out: 16}")
  shift
fi

store=$(mktemp -d "${TMPDIR:-/tmp}/dcd-cifar10-XXXXXX")
run=''
finish() {
  [ -z "$run" ] || kill "$run" 2>/dev/null || true
  [ "${KEEP:-}" = 1 ] || rm -rf "$store"
}
trap finish EXIT

# Prints the process ids of $1 and all below it.
tree() {
  local child children
  echo "$1"
  read -r -a children < <(cat "/proc/$1/task"/*/children 2>/dev/null | tr '\n' ' ') || true
  for child in "${children[@]}"; do
    tree "$child"
  done
}

"$project/dcd" --version >/dev/null # builds it when sources changed
cores=()
if command -v taskset >/dev/null; then
  # the first two cores that this process may use; the list is like 0-3,8
  two=$(taskset -pc $$ | sed 's/.*: //' | tr , '\n' | awk -F- '{for (i = $1; i <= $NF; i++) print i}' | head -n 2 | paste -sd,)
  cores=(taskset -c "$two")
fi
started=$(date +%s)
"${cores[@]}" "$project/dcd" run "$project/experiments/benchmarks/cifar10.yaml" --store "$store" "${arguments[@]}" "$@" &
run=$!
declare -A peak=()
while kill -0 "$run" 2>/dev/null; do
  for process in $(tree "$run"); do
    # VmHWM is the peak of a process so far, in kB
    used=$(awk '$1 == "VmHWM:" {print $2}' "/proc/$process/status" 2>/dev/null) || true
    [ -z "$used" ] || peak[$process]=$used
  done
  sleep 0.5
done
status=0
wait "$run" || status=$?
run=''

total=0
for used in "${peak[@]}"; do
  total=$((total + used))
done
total_mb=$((total * 1024 / 1000000))
# the sum of the peaks of all processes, which is at least the peak of the sum
echo "peak resident memory: $total_mb MB in ${#peak[@]} process(es), $(($(date +%s) - started)) s"
[ "$status" = 0 ] || {
  echo "cifar10.sh: the run failed" >&2
  exit "$status"
}
[ "$total_mb" -le "$limit_mb" ] || {
  echo "cifar10.sh: more than the limit of $limit_mb MB" >&2
  exit 1
}
