using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansRegistration.Audit;
using OrleansRegistration.Captcha;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Jobs;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Outbox;
using OrleansRegistration.Purchases;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Tests;

/// <summary>
/// Stored bytes outlive the version that wrote them. Each file in <c>Stored</c> pins the bytes of one record. The
/// record must load from these bytes, and must be stored as the same bytes again.
/// </summary>
public sealed class StoredBytesTests
{
    private const string Folder = "Stored/";

    private static readonly UserId User = new(new("0198c0de-0000-7000-8000-000000000001"));
    private static readonly Guid Attempt = new("11111111-1111-4111-8111-111111111111");
    private static readonly Guid Second = new("22222222-2222-4222-8222-222222222222");
    private static readonly Actor Shop = new(ActorKind.Service, "shop");
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // Escapes no character that the file does not escape.
    private static readonly JsonSerializerOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record of each file in <c>Stored</c>.</summary>
    private static readonly Dictionary<string, Action<string>> Records = new(StringComparer.Ordinal)
    {
        ["captcha"] = stored =>
            Check(
                stored,
                new CaptchaRecord
                {
                    Used = ImmutableDictionary<string, UsedAnswer>.Empty.Add("abc123", new("somebody", Time)),
                }
            ),
        ["code.live"] = stored =>
            Check(
                stored,
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
            ),
        ["code.retired"] = stored =>
            Check(
                stored,
                new InvitationCodeRecord
                {
                    Owner = User,
                    Attempt = Attempt,
                    LeaseEnd = Time,
                    Registered = 4,
                    Unlisted = [new(4, User)],
                    FirstListed = 2,
                }.Retire()
            ),
        ["code.house"] = stored =>
            Check(
                stored,
                new InvitationCodeRecord
                {
                    Owner = default,
                    Attempt = Attempt,
                    LeaseEnd = Time,
                    OwnerCommitted = true,
                    Limit = 9,
                    Issued = new()
                    {
                        At = Time,
                        Request = Attempt,
                        Batch = Attempt,
                        Number = 7,
                        Label = "spring",
                        Note = "two words",
                        EmailDomain = "example.org",
                    },
                    Frozen = true,
                    UsedWhenLowered = 12,
                    Act = Act.After(null, ActKinds.IssueCode, new(Attempt, new(ActorKind.Command, "test")), Time),
                }
            ),
        ["code.owner-terms"] = stored =>
            Check(
                stored,
                new InvitationCodeRecord
                {
                    Owner = User,
                    Attempt = Attempt,
                    LeaseEnd = Time,
                    OwnerCommitted = true,
                    OwnerTerms = new(3, Frozen: true, Limit: 5),
                }
            ),
        ["job"] = stored =>
            Check(
                stored,
                new JobRecord
                {
                    Kind = JobKinds.CodeBatch,
                    Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("label", "spring"),
                    Fingerprint = "fp",
                    Secret = "c2VjcmV0",
                    State = JobState.Failed,
                    Position = "500",
                    Done = 500,
                    Total = 1000,
                    StartedAt = Time,
                    EndedAt = Time,
                    Error = "It cannot go on.",
                }
            ),
        ["jobs"] = stored => Check(stored, new JobsRecord().Add(Attempt, Second, Time)),
        ["receipt"] = stored => Check(stored, new ReceiptRecord("fp", Time)),
        ["user.codes"] = stored =>
            Check(
                stored,
                Live() with
                {
                    IssuedCodes = [InvitationCode.Parse("SPRING")],
                    CodeQuota = 5,
                    UseQuota = 50,
                    Frozen = true,
                    TermsNumber = 2,
                }
            ),
        ["invitees"] = stored => Check(stored, new InviteesRecord().Add([new(129, User)])),
        ["key-ring"] = stored =>
            Check(
                stored,
                new KeyRingRecord
                {
                    MasterCheck = "check",
                    Keys = [new("k1", KeyPurpose.Signing, Time, Time.AddDays(1), Time.AddDays(31), "cipher")],
                    Elements = [new("key-1", "x")],
                }
            ),
        ["mail"] = stored =>
            Check(
                stored,
                new MailRecord
                {
                    Waiting = ImmutableDictionary<string, WaitingMail>.Empty.Add(
                        new MailKey(User, MailKind.Activation).ToString(),
                        new(User, MailKind.Activation, 2, Time)
                    ),
                }
            ),
        ["mail.requeued"] = stored =>
            Check(
                stored,
                new MailRecord
                {
                    Waiting = ImmutableDictionary<string, WaitingMail>.Empty.Add(
                        new MailKey(User, MailKind.Activation).ToString(),
                        new(User, MailKind.Activation, 0, Time, Second)
                    ),
                }
            ),
        ["webhooks"] = stored =>
            Check(
                stored,
                new WebhooksRecord
                {
                    Webhooks =
                    [
                        new()
                        {
                            Id = Second,
                            Url = "https://example.com/hook",
                            Events = ["user.registered", "user.deleted"],
                            Description = "shop",
                            CreatedAt = Time,
                            EnabledAt = Time,
                            Stop = WebhookStop.Gone,
                            Secrets = [new(1, "cipher", Time, Time.AddDays(1)), new(2, "other", Time, null)],
                        },
                    ],
                    Act = new()
                    {
                        Number = 3,
                        Id = Attempt,
                        Kind = "webhook.stop",
                        At = Time,
                        Actor = "command/webhooks",
                    },
                }
            ),
        ["outbox.activation-mail"] = stored =>
            Check(stored, Outbox(new(User, RedemptionKind.Registered, null, Time, OutboxEffect.ActivationMail))),
        ["outbox.clean-up"] = stored =>
            Check(stored, Outbox(new(User, RedemptionKind.Registered, null, Time, OutboxEffect.CleanUp))),
        ["outbox.count"] = stored =>
            Check(stored, Outbox(new(User, RedemptionKind.Registered, InvitationCode.Parse("ABC123"), Time))),
        ["outbox.active-at-once"] = stored =>
            Check(stored, Outbox(new(User, RedemptionKind.RegisteredActive, InvitationCode.Parse("ABC123"), Time))),
        ["purchase.pending"] = stored =>
            Check(stored, new PurchaseRecord().Begin(User, "CNY", new(Attempt, null, 12.50m, Shop))),
        ["purchase.refunded"] = stored =>
            Check(
                stored,
                new PurchaseRecord
                {
                    User = User,
                    Currency = "CNY",
                    Entries =
                    [
                        new(Attempt, null, 100, Time, 100, 0, 1),
                        new(Second, "refund-1", 30.5m, Time, 69.5m, 1, 0),
                    ],
                }
            ),
        ["reservation"] = stored => Check(stored, new Reservation(User, Attempt, Time)),
        ["sessions.closed"] = stored => Check(stored, new SessionRecord { SignUpSessionEnded = true, Closed = true }),
        ["sessions.one-family"] = stored =>
            Check(
                stored,
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
            ),
        ["sessions.replaced-tokens"] = stored =>
            Check(
                stored,
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
            ),
        ["user.corrected-address"] = stored =>
            Check(
                stored,
                UserRecord.Tombstone with
                {
                    CorrectionAttempt = Second,
                    CleanUpAttempt = Second,
                    Email = "Alice@example.org",
                    EmailKey = "alice@example.org",
                    Mail = new(MailState.Pending, null, Time, Time),
                }
            ),
        ["user.ended-by-owner"] = stored => Check(stored, Live().End(Second, Time) with { EndedAt = null }),
        ["user.erased"] = stored => Check(stored, Live().End(Second, Time).Erased() with { EndedAt = null }),
        ["user.live"] = stored => Check(stored, Live()),
        ["user.mail"] = stored =>
            Check(
                stored,
                UserRecord.Tombstone with
                {
                    Language = "zh-Hans",
                    ActiveAtOnce = true,
                    Mail = new(MailState.Failed, MailFailure.Refused, Time),
                    ResetMail = new(MailState.Pending, MailFailure.Insecure, Time),
                    Tokens = [new(MailKind.PasswordReset, "h", Time, Time, true)],
                }
            ),
        ["user.not-activated-in-time"] = stored =>
            Check(
                stored,
                Live() with
                {
                    Status = UserStatus.Ended,
                    ActivationAttempt = null,
                    RenameAttempt = null,
                    InviterCode = null,
                    Fingerprint = null,
                }
            ),
        ["user.purchases"] = stored =>
            Check(
                stored,
                UserRecord.Tombstone with
                {
                    Level = 4,
                    LevelByHand = 4,
                    Consumption = 62.50m,
                    OpeningConsumption = 50,
                    Unconfirmed = [new("purchase/shop/order-1", new(Attempt, null, 12.50m, Time, 62.50m, 4, 4))],
                }
            ),
        ["user.tombstone"] = stored => Check(stored, UserRecord.Tombstone),
        ["user.user-agent"] = stored => Check(stored, UserRecord.Tombstone with { UserAgent = "device/1" }),
    };

    public static TheoryData<string> Files =>
        [
            .. typeof(StoredBytesTests)
                .Assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Select(name => name[Folder.Length..]),
        ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Record_loads_from_stored_bytes_and_is_stored_as_the_same_bytes(string file) =>
        Records[file](Stored(file));

    [Fact]
    public void Every_record_has_its_file() =>
        Assert.Equal(
            Records.Keys.Order(StringComparer.Ordinal),
            Files.Select(f => f.Data).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Members_absent_from_stored_bytes_have_their_defaults()
    {
        var serializer = new StateJsonSerializer();
        var code = serializer.Deserialize<InvitationCodeRecord>(
            BinaryData.FromString(
                """
                {
                  "owner": "0198c0de-0000-7000-8000-000000000001",
                  "attempt": "11111111-1111-4111-8111-111111111111",
                  "lease_end": "2026-01-02T03:04:05+00:00"
                }
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

    /// <summary>
    /// Reads the bytes that a file pins. Rows have no line breaks and no indents, so those of the file are removed.
    /// </summary>
    private static string Stored(string file)
    {
        using var stream = typeof(StoredBytesTests).Assembly.GetManifestResourceStream(Folder + file)!;
        using var json = JsonDocument.Parse(stream);
        return JsonSerializer.Serialize(json, Compact);
    }

    private static OutboxRecord Outbox(PendingMessage message) =>
        new() { Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(Second, message) };

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
