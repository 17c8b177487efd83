"""Writes users.csv and invitation_code.csv of a Django site with many accounts, for a run of `Silo import-django`.

    django_site.py FOLDER ACCOUNTS

One of a hundred accounts has a problem: a name that another one has in another case, or no address.
"""

import base64
import csv
import os
import sys

folder, accounts = sys.argv[1], int(sys.argv[2])
hash_ = f"pbkdf2_sha256$260000$somesaltsomesalt$some{base64.b64encode(os.urandom(32)).decode()[4:]}"
columns = (
    "id,password,last_login,is_superuser,username,first_name,last_name,email,is_staff,is_active,date_joined,nickname,"
    "user_level,user_consumption,invitation_user_count,invitation_code"
)
with (
    open(os.path.join(folder, "users.csv"), "w", newline="", encoding="utf-8") as users,
    open(os.path.join(folder, "invitation_code.csv"), "w", newline="", encoding="utf-8") as codes,
):
    user, code = csv.writer(users), csv.writer(codes)
    user.writerow(columns.split(","))
    code.writerow(["id", "invitation_user", "invitation_code"])
    for i in range(1, accounts + 1):
        username = f"Seed{i - 1:07}" if i % 200 == 0 else f"seed{i:07}"
        email = "" if i % 200 == 100 else f"seed{i:07}@example.org"
        joined = f"20{10 + i % 15}-0{1 + i % 9}-1{i % 10} 12:00:00.{i % 1000000:06}"
        own = f"C{i:09}"
        user.writerow(
            [i, hash_, "", 0, username, "", "", email, 0, int(i % 10 > 0), joined, f"nick {i:07}", 0, 0, i % 3, own]
        )
        code.writerow([i, i, own])
