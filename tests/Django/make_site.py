"""Makes a database of the site that this service replaces, by Django itself.

    make_site.py sqlite FILE
    make_site.py postgresql HOST PORT USER DATABASE
    make_site.py mysql SOCKET DATABASE

A second argument list of "--csv FOLDER" also writes each table as a CSV file.
"""

import base64
import csv
import hashlib
import os
import sys
from datetime import datetime, timezone

import django
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

sys.path.insert(0, os.path.dirname(__file__))

DATABASES = {
    "sqlite": lambda file: {"ENGINE": "django.db.backends.sqlite3", "NAME": file},
    "postgresql": lambda host, port, user, name: {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": host,
        "PORT": port,
        "USER": user,
        "NAME": name,
    },
    "mysql": lambda socket, name: {
        "ENGINE": "django.db.backends.mysql",
        "HOST": socket,
        "USER": "root",
        "NAME": name,
        "OPTIONS": {"charset": "utf8mb4"},
    },
}
PASSWORD = "Old-password7"

arguments = sys.argv[1:]
folder = None
if "--csv" in arguments:
    at = arguments.index("--csv")
    folder = arguments[at + 1]
    del arguments[at : at + 2]

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "my_user"],
    DATABASES={"default": DATABASES[arguments[0]](*arguments[1:])},
    AUTH_USER_MODEL="my_user.User",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    USE_TZ=True,
    PASSWORD_HASHERS=[
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
        "django.contrib.auth.hashers.BCryptPasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ],
)
django.setup()

from my_user.models import InvitationCode, User  # noqa: E402

with connection.schema_editor() as editor:
    from django.contrib.auth.models import Group, Permission
    from django.contrib.contenttypes.models import ContentType

    for model in (ContentType, Permission, Group, User, InvitationCode):
        editor.create_model(model)

joined = datetime(2019, 7, 1, tzinfo=timezone.utc).timestamp()


def scrypt(password, salt="Nbt9Yz2scrypt"):
    """As Django 4 writes it."""
    size = 64 * 1024 * 1024
    key = hashlib.scrypt(password.encode(), salt=salt.encode(), n=16384, r=8, p=1, maxmem=size, dklen=64)
    return f"scrypt$16384${salt}$8$1${base64.b64encode(key).decode()}"


def sign_up(username, email=None, nickname=None, code=None, hasher="default", password=PASSWORD, **others):
    """What the site's serializer does, with a known code and date."""
    global joined
    joined += 86400
    others.setdefault("is_active", True)
    number = User.objects.count() + 1
    user = User.objects.create(
        username=username,
        nickname=nickname or f"nick {username}",
        email=f"user{number}@example.org" if email is None else email,
        invitation_code=code or f"CODE{number:06}",
        date_joined=datetime.fromtimestamp(joined, timezone.utc),
        **others,
    )
    if hasher == "scrypt":
        user.password = scrypt(password)
    elif hasher is None:
        user.set_unusable_password()
    else:
        user.password = make_password(password, hasher=hasher)
    user.save()
    if code != "1234567890":
        InvitationCode.objects.create(invitation_user=user.id, invitation_code=user.invitation_code)
    return user


User.objects.create_superuser("admin", "admin@example.org", PASSWORD, nickname="the administrator")
sign_up("pbkdf2_user", user_level=2, user_consumption=500.1, invitation_user_count=3)
sign_up("pbkdf2_sha1_user", hasher="pbkdf2_sha1", user_level=5, user_consumption=0.1 + 0.2)
sign_up("argon2_user", hasher="argon2")
sign_up("bcrypt_sha256_user", hasher="bcrypt_sha256")
sign_up("bcrypt_user", hasher="bcrypt")
sign_up("scrypt_user", hasher="scrypt")
sign_up("md5_user_name", hasher="md5")
sign_up("unusable_user", hasher=None)
sign_up("case_collision", nickname="Same Nick")
sign_up("Case_Collision", nickname="same nick", email="USER10@EXAMPLE.ORG", code="code000010x")
sign_up("caf\u00e9_name", nickname="caf\u00e9 nick")
sign_up("cafe\u0301_name", nickname="cafe\u0301 nick")
sign_up("cash$money$user", nickname="$$$ money $$$")
sign_up("bob@example.net", email="bob@example.net", nickname="Bob")
sign_up("with space", nickname="https://evil.example/")
sign_up("no_address_user", email="")
sign_up("bad_address_user", email="not an address")
sign_up("inactive_user", is_active=False)
sign_up("switched_off", is_active=False, last_login=datetime(2020, 1, 1, tzinfo=timezone.utc))
sign_up("quote'slash\\user", nickname='quo"te\\s, comma; \u4e2d\u6587 \U0001F600')
sign_up("second_code_user", code="SECOND1")
second = User.objects.get(username="second_code_user")
InvitationCode.objects.create(invitation_user=second.id, invitation_code="SECOND2")
InvitationCode.objects.create(invitation_user=987654, invitation_code="NOBODY1")
sign_up("lower_code_user", code="second1")
sign_up("long_code_user", code="TOO-LONG-FOR-A-CODE"[:12])
sign_up("unicode_pass_user", password="P\u00e4ssw\u00f6rt-\u5bc6\u7801 7")

if folder:
    for model in (User, InvitationCode):
        table = model._meta.db_table
        columns = [field.column for field in model._meta.concrete_fields]
        with open(os.path.join(folder, f"{table}.csv"), "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            for row in model.objects.order_by("id").values_list(*[f.attname for f in model._meta.concrete_fields]):
                writer.writerow(row)
