#!/usr/bin/env bash
# The long chaos run: three nodes and PostgreSQL are killed, frozen, cut off and filled up while clients sign up; then
# everything that was answered is checked against what is stored. Prints a table of faults as Markdown.
#   tests/chaos.sh [--sign-ups 200000] [--faults 200] [--seconds 0] [--at-most 7200] [--clients 16] [--seed N]
#                  [--report FILE]
# Needs a Release build (./test.sh makes one), root (for networks and a small disk of its own) and Debian's package
# faketime. It goes on until there were so many sign-ups, faults and seconds, but injects no fault after --at-most
# seconds. A seed repeats the faults, not their timing. Logs and the history of all operations stay in the folder that
# it prints.
set -euo pipefail
cd "$(dirname "$0")/.."
export CHAOS_SIGN_UPS=200000 CHAOS_FAULTS=200 CHAOS_SECONDS=0 CHAOS_AT_MOST=7200 CHAOS_CLIENTS=16 CHAOS_PAUSE=5
export CHAOS_DISK_MIB=6144 CHAOS_KEEP=1
while [ $# -gt 1 ]; do
    case $1 in
        --sign-ups) CHAOS_SIGN_UPS=$2 ;;
        --faults) CHAOS_FAULTS=$2 ;;
        --seconds) CHAOS_SECONDS=$2 ;;
        --at-most) CHAOS_AT_MOST=$2 ;;
        --clients) CHAOS_CLIENTS=$2 ;;
        --seed) export CHAOS_SEED=$2 ;;
        --report) CHAOS_REPORT=$(realpath "$2") && export CHAOS_REPORT ;;
        *) echo "Unknown option: $1" >&2 && exit 2 ;;
    esac
    shift 2
done
[ $# -eq 0 ] || { echo "Option $1 needs a value." >&2 && exit 2; }
exec dotnet tests/Cluster.Tests/bin/Release/net10.0/Cluster.Tests.dll -noColor -class "*ChaosTests"
