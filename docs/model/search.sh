#!/bin/sh
# Builds the model and searches all of it. Ends with 1 when a search finds what it must not find. Needs g++ and 8 GB.
# Usage: docs/model/search.sh [--traces] [PART]
#   PART      runs only the searches whose name has this text, such as "withdraw"
#   --traces  prints the steps to each counterexample
set -eu
cd "$(dirname "$0")"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
status=0
for model in signup rename activate correct; do
    g++ -O2 -std=c++20 -Wall -o "$build/$model" "$model.cpp"
    nice "$build/$model" "$@" || status=1
done
exit $status
