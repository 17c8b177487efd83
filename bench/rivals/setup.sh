#!/usr/bin/env bash
# setup.sh: installs and builds the rivals, unless this version of them is built already.
# Needs the .NET 10 SDK and Node 20 on Debian; installs PostgreSQL where it is missing (as root or with sudo).
set -euo pipefail
. "$(dirname "$0")/env.sh"

# Nothing to do where the same files were built before.
sources() {
    local folders=(aspnet-identity better-auth hashfloor ../../Grains/Passwords)
    find ./*.props "${folders[@]}" -type f ! -path '*/bin/*' ! -path '*/obj/*' -print0
}
version=$(cd "$HERE" && sources | sort -z | xargs -0 sha256sum | sha256sum)
if [ "$(cat "$STATE/version" 2>/dev/null)" = "$version" ]; then
    exit 0
fi

if [ ! -x "$PG_BIN/initdb" ]; then
    root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "Install PostgreSQL first, or set PG_BIN." >&2; exit 1; }
        root=(sudo)
    fi
    "${root[@]}" apt-get update -q
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends postgresql
fi
[[ $(dotnet --version 2>/dev/null) == 10.* ]] || { echo "The .NET 10 SDK is needed." >&2; exit 1; }
[[ $(node --version 2>/dev/null) =~ ^v(2[0-9]|[3-9][0-9])\. ]] || { echo "Node 20 or later is needed." >&2; exit 1; }

# PostgreSQL may run as another user, who must pass through this folder.
mkdir -p "$STATE"
chmod 711 "$STATE"
for project in aspnet-identity hashfloor; do
    dotnet restore "$HERE/$project" --locked-mode --artifacts-path "$STATE/build" -v quiet
    dotnet publish "$HERE/$project" --no-restore -c Release --artifacts-path "$STATE/build" -v quiet -nologo
done

# Node looks for packages beside the program, so the program is copied to where they may be installed.
mkdir -p "$STATE/better-auth"
cp "$HERE"/better-auth/* "$STATE/better-auth/"
npm ci --prefix "$STATE/better-auth" --omit=dev --no-audit --no-fund --no-update-notifier --loglevel=error
echo "$version" >"$STATE/version"
