#!/usr/bin/env bash
# hashfloor/run.sh [SECONDS]: password hashes a second and CPU for each, on one thread and on two.
# Takes 4 seconds for each figure: under two minutes in all.
set -euo pipefail
. "$(dirname "$0")/../env.sh"
exec "$BUILD/hashfloor/release/hashfloor" "${1:-4}"
