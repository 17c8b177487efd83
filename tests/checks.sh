#!/usr/bin/env bash
# Checks the repository without a build: layout, style, spelling, commit messages. test.sh runs this script
# after it has restored the tools and packages. Each failure is printed; the last line is "checks: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."

longest_subject=72

# The last commit before the rule on commit messages.
first_checked=3d14556

passed=0 failed=0

# check <name> <command>...: counts the check, and prints what a failed command says.
check() {
    local name=$1 output
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '%s:\n%s\n' "$name" "$output" >&2
    fi
}

# The analyzers are not run here: the build runs them, and their warnings are errors.
style() {
    dotnet format whitespace --verify-no-changes --no-restore && dotnet format style --verify-no-changes --no-restore
}

commit_messages() {
    local commit subject wrong=0
    for commit in $(git rev-list --no-merges "$first_checked..HEAD"); do
        subject=$(git log -1 --format=%s "$commit")
        if [ "${#subject}" -gt "$longest_subject" ]; then
            echo "$commit has a subject of ${#subject} characters: $subject"
            wrong=1
        fi
        if [ -z "$(git log -1 --format=%b "$commit")" ]; then
            echo "$commit has no body that says why: $subject"
            wrong=1
        fi
    done
    return "$wrong"
}

check "Layout (mended by: dotnet csharpier format .)" dotnet csharpier check .
check "Style (mended by: dotnet format style)" style
check "Spelling (new words go to tests/Words/words.txt)" npm run --silent --prefix tests/Words check
if git cat-file -e "$first_checked^{commit}" 2>/dev/null; then
    check "Commit messages" commit_messages
fi

echo "checks: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
