"""The models of the site that this service replaces, with the same tables and columns."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    nickname = models.CharField(max_length=50, unique=True)
    user_level = models.IntegerField(default=0)
    user_consumption = models.FloatField(default=0)
    invitation_user_count = models.IntegerField(default=0)
    invitation_code = models.CharField(max_length=50, unique=True, default="1234567890")

    class Meta:
        db_table = "users"


class InvitationCode(models.Model):
    invitation_user = models.IntegerField(default=0)
    invitation_code = models.CharField(max_length=12, unique=True)

    class Meta:
        db_table = "invitation_code"
