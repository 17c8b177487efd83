#!/bin/sh
# Walks the whole path of an account with curl: sign up, activate by mail, log in on two devices, reset the password by
# mail, log out. Prints each request and its status. Ends with 1 at the first status that is not the expected one.
# Needs a service without a captcha and with mails in a folder: dotnet run --project WebApi -- --Captcha:Provider=None
# Usage: docs/walkthrough.sh [URL [DATA DIRECTORY]]
set -eu
url=${1:-http://127.0.0.1:8000} mails=${2:-data}/mail
name=w$(date +%s)_$$ old='Correct-horse7' new='Another-horse8'
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# call EXPECTED_STATUS METHOD PATH [BODY [ACCESS_TOKEN]]
call() {
    status=$(curl -sS -o "$answer" -w '%{http_code}' -X "$2" "$url$3" -H 'Content-Type: application/json' \
        -H "Authorization:${5:+ Bearer $5}" ${4:+-d "$4"})
    echo "$status $2 $3"
    [ "$status" = "$1" ] || { echo "Expected $1:" && cat "$answer"; exit 1; } >&2
}

# field NAME: prints a text of the last answer
field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$answer"; }

# token SUBJECT: waits for the mail with this subject, decodes it and prints the token of its first link
token() {
    for _ in $(seq 100); do
        for mail in "$mails"/*.eml; do
            grep -qs "^Subject: $1" "$mail" && grep -q "^To: $name@example.org" "$mail" || continue
            sed -e :a -e '/=\r\{0,1\}$/{N;s/=\r\{0,1\}\n//;ba' -e '}' -e 's/=3D/=/g' "$mail" |
                sed -n 's/.*#token=\([A-Za-z0-9_-]\{64\}\).*/\1/p' | head -n 1
            return
        done
        sleep 0.1
    done
    echo "No mail '$1' came to $mails." >&2
    return 1
}

call 201 POST /api/register/ '{
    "username":"'"$name"'","nickname":"'"$name"'","email":"'"$name"'@example.org",
    "password1":"'$old'","password2":"'$old'","invitation_code":"","recaptcha":""}'
call 403 GET /api/sessions/ '' "$(field token)" # not activated yet
activation=$(token 'Activate your account')
call 200 POST /api/activate/ '{"token":"'"$activation"'","use_cookies":false}'
call 200 POST /jwt/refresh/ '{"refresh_token":"'"$(field refresh_token)"'"}'
first=$(field refresh_token) access=$(field token)
call 200 POST /jwt/login/ '{"username":"'"$name"'","password":"'$old'","use_cookies":false}'
second=$(field refresh_token)
call 200 GET /api/sessions/ '' "$access"
sed 's/},{/},\n{/g' "$answer" && echo
call 202 POST /api/password/forgot/ '{"email":"'"$name"'@example.org"}'
reset=$(token 'Choose a new password')
call 204 POST /api/password/reset/ '{"token":"'"$reset"'","password1":"'$new'","password2":"'$new'"}'
call 401 POST /jwt/refresh/ '{"refresh_token":"'"$first"'"}'
call 401 POST /jwt/refresh/ '{"refresh_token":"'"$second"'"}'
call 401 POST /jwt/login/ '{"username":"'"$name"'","password":"'$old'"}'
call 200 POST /jwt/login/ '{"username":"'"$name"'","password":"'$new'","use_cookies":false}'
third=$(field refresh_token)
call 204 POST /jwt/logout/ '{"refresh_token":"'"$third"'"}'
call 401 POST /jwt/refresh/ '{"refresh_token":"'"$third"'"}'
echo "All as expected."
