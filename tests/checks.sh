#!/usr/bin/env bash
# Checks the repository without a build: layout, line lengths, spelling, commit messages. The build checks the style,
# because warnings are errors. test.sh runs this script after it has restored the tools and packages. Each failure is
# printed; the last line is "checks: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."

longest_line=120
longest_subject=72

# The last commit before the rule on commit messages.
first_checked=8f47a89

# The limit of a line does not hold for what a tool writes, pictures, lists of data, texts of people, recorded results,
# and migrations, which must not change.
unlimited='(package-lock|packages\.lock|openapi|grafana-dashboard)\.json$|\.(sln|resx)$|/OrleansContracts\.txt$'
unlimited+='|/common-passwords\.txt$|\.mysqldump$|\.png$|^Grains/Mail/Templates/|^web/src/i18n/|^bench/results/'
unlimited+='|^tests/.*/Stored/|^Silo/Storage/Migrations/'

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

# The files of the repository, with a zero byte after each. A source archive has no git.
files() {
    git ls-files -z 2>/dev/null && return
    find . \( -name .git -o -name bin -o -name obj -o -name node_modules -o -name data -o -name dist \) -prune \
        -o -type f -printf '%P\0'
}

# A row of a table, and a line of Markdown that ends with a link, cannot be wrapped.
line_lengths() {
    files | grep -zvE "$unlimited" | LONGEST=$longest_line xargs -0 perl -CSD -ne '
        chomp;
        my $whole = $ARGV =~ /\.md$/ && /^\s*\||\]\(\S+$|https?:\S+$/;
        if (length > $ENV{LONGEST} && !$whole) { printf "%s:%d: %d columns\n", $ARGV, $., length; $long = 1 }
        close ARGV if eof;
        END { exit $long // 0 }'
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
check "Lines of at most $longest_line columns" line_lengths
check "Spelling (new words go to tests/Words/words.txt)" npm run --silent --prefix tests/Words check
if git cat-file -e "$first_checked^{commit}" 2>/dev/null; then
    check "Commit messages" commit_messages
fi

echo "checks: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
