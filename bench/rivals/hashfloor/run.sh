#!/usr/bin/env bash
# hashfloor/run.sh [SECONDS [NAME...]]: password hashes a second and CPU for each, on one thread and on two.
# Takes 4 seconds for each figure: under two minutes in all. With names: only hashes that begin with one of them.
set -euo pipefail
. "$(dirname "$0")/../env.sh"
exec "$BUILD/hashfloor/release/hashfloor" "${1:-4}" "${@:2}"
