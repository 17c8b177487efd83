using System.Collections.Immutable;
using OrleansRegistration.Captcha;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>Yesterday's stored bytes: a record's JSON is an interface, and a change of it that loses data must not go unseen.</summary>
public sealed class StoredBytesTests
{
    private static readonly UserId User = new(new("0198c0de-0000-7000-8000-000000000001"));
    private static readonly Guid Attempt = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("22222222-2222-4222-8222-222222222222");
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_live_user_loads_and_is_stored_as_before() =>
        Check(
            """
            {"status":"Live","sign_up_attempt":"11111111-1111-4111-8111-111111111111","activation_attempt":"22222222-2222-4222-8222-222222222222","rename_attempt":"33333333-3333-4333-8333-333333333333","username":"Alice","username_key":"alice","nickname":"Ali","nickname_key":"ali","email":"Alice@example.org","email_key":"alice@example.org","password_hash":"$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA","date_joined":"2026-01-02T03:04:05+00:00","activate_by":"2026-01-09T03:04:05+00:00","inviter_code":"ABC123","codes":["OLD1","NEW2"],"level":2,"consumption":12.50,"fingerprint":"fp"}
            """,
            Live()
        );

    [Fact]
    public void A_tombstone_loads_and_is_stored_as_before() =>
        Check(
            """
            {"status":"Tombstone","sign_up_attempt":"00000000-0000-0000-0000-000000000000","username":"","username_key":"","nickname":"","nickname_key":"","email":"","email_key":"","password_hash":"","date_joined":"0001-01-01T00:00:00+00:00","codes":[],"level":0,"consumption":0}
            """,
            UserRecord.Tombstone
        );

    [Fact]
    public void An_ended_user_loads_and_is_stored_as_before() =>
        Check(
            """
            {"status":"Ended","sign_up_attempt":"11111111-1111-4111-8111-111111111111","username":"Alice","username_key":"alice","nickname":"Ali","nickname_key":"ali","email":"Alice@example.org","email_key":"alice@example.org","password_hash":"$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA","date_joined":"2026-01-02T03:04:05+00:00","activate_by":"2026-01-09T03:04:05+00:00","codes":["OLD1","NEW2"],"level":2,"consumption":12.50}
            """,
            Live() with
            {
                Status = UserStatus.Ended,
                ActivationAttempt = null,
                RenameAttempt = null,
                InviterCode = null,
                Fingerprint = null,
            }
        );

    [Fact]
    public void A_reservation_loads_and_is_stored_as_before() =>
        Check(
            """
            {"owner":"0198c0de-0000-7000-8000-000000000001","attempt":"11111111-1111-4111-8111-111111111111","lease_end":"2026-01-02T03:04:05+00:00"}
            """,
            new Reservation(User, Attempt, Time)
        );

    [Fact]
    public void A_code_loads_and_is_stored_as_before() =>
        Check(
            """
            {"owner":"0198c0de-0000-7000-8000-000000000001","attempt":"11111111-1111-4111-8111-111111111111","lease_end":"2026-01-02T03:04:05+00:00","owner_committed":true,"disabled":true,"limit":9,"expires_at":"2026-01-02T03:04:05+00:00","registered":4,"activated":3,"pending":{"22222222-2222-4222-8222-222222222222":{"user":"0198c0de-0000-7000-8000-000000000001","kind":"Activated","start_version":5,"lease_end":"2026-01-02T03:04:05+00:00"}}}
            """,
            new InvitationCodeRecord
            {
                Owner = User,
                Attempt = Attempt,
                LeaseEnd = Time,
                OwnerCommitted = true,
                Disabled = true,
                Limit = 9,
                ExpiresAt = Time,
                Registered = 4,
                Activated = 3,
                Pending = ImmutableDictionary<Guid, PendingRedemption>.Empty.Add(
                    Second,
                    new(User, RedemptionKind.Activated, 5, Time)
                ),
            }
        );

    [Fact]
    public void A_shard_of_the_outbox_loads_and_is_stored_as_before() =>
        Check(
            """
            {"places":{"22222222-2222-4222-8222-222222222222":{"user":"0198c0de-0000-7000-8000-000000000001","kind":"Registered","code":"ABC123","lease_end":"2026-01-02T03:04:05+00:00"}}}
            """,
            new OutboxRecord
            {
                Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                    Second,
                    new(User, RedemptionKind.Registered, InvitationCode.Parse("ABC123"), Time)
                ),
            }
        );

    [Fact]
    public void A_shard_of_used_captcha_answers_loads_and_is_stored_as_before() =>
        Check(
            """
            {"used":{"abc123":{"holder":"somebody","expires_at":"2026-01-02T03:04:05+00:00"}}}
            """,
            new CaptchaRecord
            {
                Used = ImmutableDictionary<string, UsedAnswer>.Empty.Add("abc123", new("somebody", Time)),
            }
        );

    [Fact]
    public void Sessions_load_and_are_stored_as_before() =>
        Check(
            """
            {"families":[{"id":"22222222-2222-4222-8222-222222222222","created_at":"2026-01-02T03:04:05+00:00","last_used_at":"2026-01-03T03:04:05+00:00","expires_at":"2026-02-02T03:04:05+00:00","user_agent":"device/1","current_hash":"aa","previous_hash":"bb","rotated_at":"2026-01-03T03:04:05+00:00"}],"sign_up_session_ended":true}
            """,
            new SessionRecord
            {
                SignUpSessionEnded = true,
                Families =
                [
                    new()
                    {
                        Id = Second,
                        CreatedAt = Time,
                        LastUsedAt = Time.AddDays(1),
                        ExpiresAt = Time.AddDays(31),
                        UserAgent = "device/1",
                        CurrentHash = "aa",
                        PreviousHash = "bb",
                        RotatedAt = Time.AddDays(1),
                    },
                ],
            }
        );

    [Fact]
    public void Sessions_with_tokens_replaced_of_late_and_wrong_passwords_load_and_are_stored_as_before() =>
        Check(
            """
            {"families":[{"id":"22222222-2222-4222-8222-222222222222","created_at":"2026-01-02T03:04:05+00:00","last_used_at":"2026-01-02T03:04:05+00:00","expires_at":"2026-02-01T03:04:05+00:00","current_hash":"cc","previous_hash":"bb","rotated_at":"2026-01-02T03:04:05+00:00","earlier":[{"hash":"aa","at":"2026-01-02T03:04:05+00:00"}],"wrong_passwords":2}],"sign_up_session_ended":false,"sign_up_wrong_passwords":3}
            """,
            new SessionRecord
            {
                SignUpWrongPasswords = 3,
                Families =
                [
                    new()
                    {
                        Id = Second,
                        CreatedAt = Time,
                        LastUsedAt = Time,
                        ExpiresAt = Time.AddDays(30),
                        CurrentHash = "cc",
                        PreviousHash = "bb",
                        RotatedAt = Time,
                        Earlier = [new("aa", Time)],
                        WrongPasswords = 2,
                    },
                ],
            }
        );

    [Fact]
    public void The_client_that_signed_up_loads_and_is_stored_as_before() =>
        Check(
            """
            {"status":"Tombstone","sign_up_attempt":"00000000-0000-0000-0000-000000000000","username":"","username_key":"","nickname":"","nickname_key":"","email":"","email_key":"","password_hash":"","date_joined":"0001-01-01T00:00:00+00:00","codes":[],"level":0,"consumption":0,"user_agent":"device/1"}
            """,
            UserRecord.Tombstone with
            {
                UserAgent = "device/1",
            }
        );

    [Fact]
    public void A_key_ring_loads_and_is_stored_as_before() =>
        Check(
            """
            {"master_check":"check","keys":[{"id":"k1","use":"Signing","made_at":"2026-01-02T03:04:05+00:00","active_from":"2026-01-03T03:04:05+00:00","retire_at":"2026-02-02T03:04:05+00:00","secret":"cipher"}],"elements":[{"name":"key-1","xml":"x"}]}
            """,
            new KeyRingRecord
            {
                MasterCheck = "check",
                Keys = [new("k1", KeyPurpose.Signing, Time, Time.AddDays(1), Time.AddDays(31), "cipher")],
                Elements = [new("key-1", "x")],
            }
        );

    [Fact]
    public void A_shard_of_the_outbox_with_what_follows_loads_and_is_stored_as_before() =>
        Check(
            """
            {"places":{"22222222-2222-4222-8222-222222222222":{"user":"0198c0de-0000-7000-8000-000000000001","kind":"Registered","lease_end":"2026-01-02T03:04:05+00:00","next":"ActivationMail"}}}
            """,
            new OutboxRecord
            {
                Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                    Second,
                    new(User, RedemptionKind.Registered, null, Time, OutboxEffect.ActivationMail)
                ),
            }
        );

    [Fact]
    public void A_shard_of_the_mails_loads_and_is_stored_as_before() =>
        Check(
            """
            {"waiting":{"Activation/0198c0de-0000-7000-8000-000000000001":{"user":"0198c0de-0000-7000-8000-000000000001","kind":"Activation","tries":2,"due":"2026-01-02T03:04:05+00:00"}}}
            """,
            new MailRecord
            {
                Waiting = ImmutableDictionary<string, WaitingMail>.Empty.Add(
                    MailRecord.KeyOf(User, MailKind.Activation),
                    new(User, MailKind.Activation, 2, Time)
                ),
            }
        );

    [Fact]
    public void A_mailed_token_and_the_state_of_a_mail_load_and_are_stored_as_before() =>
        Check(
            """
            {"status":"Tombstone","sign_up_attempt":"00000000-0000-0000-0000-000000000000","username":"","username_key":"","nickname":"","nickname_key":"","email":"","email_key":"","password_hash":"","date_joined":"0001-01-01T00:00:00+00:00","codes":[],"level":0,"consumption":0,"language":"zh-Hans","active_at_once":true,"mail":{"state":"Failed","failure":"Refused","since":"2026-01-02T03:04:05+00:00"},"reset_mail":{"state":"Pending","failure":"Insecure","since":"2026-01-02T03:04:05+00:00"},"tokens":[{"kind":"PasswordReset","hash":"h","made_at":"2026-01-02T03:04:05+00:00","expires_at":"2026-01-02T03:04:05+00:00","used":true}]}
            """,
            UserRecord.Tombstone with
            {
                Language = "zh-Hans",
                ActiveAtOnce = true,
                Mail = new(MailState.Failed, MailFailure.Refused, Time),
                ResetMail = new(MailState.Pending, MailFailure.Insecure, Time),
                Tokens = [new(MailKind.PasswordReset, "h", Time, Time, true)],
            }
        );

    [Fact]
    public void An_account_that_its_owner_ended_keeps_its_names_keys_until_they_are_cleared_and_nothing_else_of_its_owner()
    {
        Check(
            """
            {"status":"Ended","sign_up_attempt":"11111111-1111-4111-8111-111111111111","activation_attempt":"22222222-2222-4222-8222-222222222222","change_attempt":"22222222-2222-4222-8222-222222222222","username":"","username_key":"alice","nickname":"","nickname_key":"ali","email":"","email_key":"alice@example.org","password_hash":"","date_joined":"2026-01-02T03:04:05+00:00","inviter_code":"ABC123","codes":["OLD1","NEW2"],"level":0,"consumption":0}
            """,
            Live().End(Second)
        );
        Check(
            """
            {"status":"Ended","sign_up_attempt":"11111111-1111-4111-8111-111111111111","activation_attempt":"22222222-2222-4222-8222-222222222222","change_attempt":"22222222-2222-4222-8222-222222222222","username":"","username_key":"","nickname":"","nickname_key":"","email":"","email_key":"","password_hash":"","date_joined":"2026-01-02T03:04:05+00:00","inviter_code":"ABC123","codes":["OLD1","NEW2"],"level":0,"consumption":0}
            """,
            Live().End(Second).Erased()
        );
    }

    [Fact]
    public void A_retired_code_with_accounts_on_no_page_yet_loads_and_is_stored_as_before() =>
        Check(
            """
            {"owner":"0198c0de-0000-7000-8000-000000000001","attempt":"11111111-1111-4111-8111-111111111111","lease_end":"2026-01-02T03:04:05+00:00","owner_committed":true,"disabled":false,"retired":true,"registered":4,"activated":0,"pending":{},"unlisted":[{"ordinal":4,"user":"0198c0de-0000-7000-8000-000000000001"}],"first_listed":2}
            """,
            new InvitationCodeRecord
            {
                Owner = User,
                Attempt = Attempt,
                LeaseEnd = Time,
                Registered = 4,
                Unlisted = [new(4, User)],
                FirstListed = 2,
            }.Retire()
        );

    [Fact]
    public void A_page_of_invitees_loads_and_is_stored_as_before() =>
        Check(
            """
            {"uses":[{"ordinal":129,"user":"0198c0de-0000-7000-8000-000000000001"}]}
            """,
            new InviteesRecord().Add([new(129, User)])
        );

    [Fact]
    public void A_place_of_a_change_loads_and_is_stored_as_before() =>
        Check(
            """
            {"places":{"22222222-2222-4222-8222-222222222222":{"user":"0198c0de-0000-7000-8000-000000000001","kind":"Registered","lease_end":"2026-01-02T03:04:05+00:00","next":"Change"}}}
            """,
            new OutboxRecord
            {
                Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                    Second,
                    new(User, RedemptionKind.Registered, null, Time, OutboxEffect.CleanUp)
                ),
            }
        );

    [Fact]
    public void Closed_sessions_load_and_are_stored_as_before() =>
        Check(
            """
            {"families":[],"sign_up_session_ended":true,"closed":true}
            """,
            new SessionRecord { SignUpSessionEnded = true, Closed = true }
        );

    [Fact]
    public void Members_absent_from_stored_bytes_have_their_defaults()
    {
        var serializer = new StateJsonSerializer();
        var code = serializer.Deserialize<InvitationCodeRecord>(
            BinaryData.FromString(
                """
                {"owner":"0198c0de-0000-7000-8000-000000000001","attempt":"11111111-1111-4111-8111-111111111111","lease_end":"2026-01-02T03:04:05+00:00"}
                """
            )
        );
        Assert.False(code.Disabled);
        Assert.Empty(code.Pending);
        Assert.Empty(serializer.Deserialize<OutboxRecord>(BinaryData.FromString("{}")).Messages);
        Assert.Empty(serializer.Deserialize<CaptchaRecord>(BinaryData.FromString("{}")).Used);
        Assert.Null(
            serializer
                .Deserialize<CaptchaRecord>(
                    BinaryData.FromString("""{"used":{"abc":{"expires_at":"2026-01-02T03:04:05+00:00"}}}""")
                )
                .Used["abc"]
                .Holder
        );
        Assert.Empty(serializer.Deserialize<SessionRecord>(BinaryData.FromString("{}")).Families);
        Assert.Empty(serializer.Deserialize<KeyRingRecord>(BinaryData.FromString("{}")).Keys);
        var user = serializer.Deserialize<UserRecord>(BinaryData.FromString("{}"));
        Assert.False(user.Codes.IsDefault);
        Assert.Equal("", user.Username);
    }

    private static UserRecord Live() =>
        new()
        {
            Status = UserStatus.Live,
            SignUpAttempt = Attempt,
            ActivationAttempt = Second,
            RenameAttempt = new("33333333-3333-4333-8333-333333333333"),
            Username = "Alice",
            UsernameKey = "alice",
            Nickname = "Ali",
            NicknameKey = "ali",
            Email = "Alice@example.org",
            EmailKey = "alice@example.org",
            PasswordHash = "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA",
            DateJoined = Time,
            ActivateBy = Time.AddDays(7),
            InviterCode = InvitationCode.Parse("ABC123"),
            Codes = [InvitationCode.Parse("OLD1"), InvitationCode.Parse("NEW2")],
            Level = 2,
            Consumption = 12.50m,
            Fingerprint = "fp",
        };

    private static void Check<T>(string stored, T expected)
        where T : class
    {
        var serializer = new StateJsonSerializer();
        var loaded = serializer.Deserialize<T>(BinaryData.FromString(stored));
        Assert.Equivalent(expected, loaded, strict: true);
        Assert.Equal(stored, serializer.Serialize(loaded).ToString());
        Assert.Equal(stored, serializer.Serialize(expected).ToString());
    }
}
