using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Pieces;

/// <summary>Records to and from the JSON they are stored as.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private readonly StateJsonSerializer serializer = new();
    private UserRecord user = UserRecord.Tombstone;
    private InvitationCodeRecord quietCode = null!;
    private InvitationCodeRecord hotCode = null!;
    private BinaryData userJson = BinaryData.Empty;
    private BinaryData quietCodeJson = BinaryData.Empty;
    private BinaryData hotCodeJson = BinaryData.Empty;

    [GlobalSetup]
    public void Make()
    {
        user = new()
        {
            Status = UserStatus.Live,
            SignUpAttempt = Guid.NewGuid(),
            Username = "Alice.Wong",
            UsernameKey = "alice.wong",
            Nickname = "王小明的昵称",
            NicknameKey = "王小明的昵称",
            Email = "Alice.Wong@example.org",
            EmailKey = "alice.wong@example.org",
            PasswordHash =
                "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            DateJoined = DateTimeOffset.UnixEpoch,
            InviterCode = InvitationCode.Generate(),
            Codes = [InvitationCode.Generate()],
        };
        quietCode = MakeCode(pending: 0);
        hotCode = MakeCode(pending: 64);
        (userJson, quietCodeJson, hotCodeJson) = (
            serializer.Serialize(user),
            serializer.Serialize(quietCode),
            serializer.Serialize(hotCode)
        );
    }

    [Benchmark]
    public BinaryData UserToJson() => serializer.Serialize(user);

    [Benchmark]
    public object UserFromJson() => serializer.Deserialize<UserRecord>(userJson);

    [Benchmark]
    public BinaryData CodeToJson() => serializer.Serialize(quietCode);

    [Benchmark]
    public object CodeFromJson() => serializer.Deserialize<InvitationCodeRecord>(quietCodeJson);

    [Benchmark]
    public BinaryData CodeWith64PendingToJson() => serializer.Serialize(hotCode);

    [Benchmark]
    public object CodeWith64PendingFromJson() => serializer.Deserialize<InvitationCodeRecord>(hotCodeJson);

    private static InvitationCodeRecord MakeCode(int pending) =>
        new()
        {
            Owner = UserId.New(TimeProvider.System),
            Attempt = Guid.NewGuid(),
            LeaseEnd = DateTimeOffset.UnixEpoch,
            OwnerCommitted = true,
            Registered = 1000,
            Pending = Enumerable
                .Range(0, pending)
                .ToImmutableDictionary(
                    _ => Guid.NewGuid(),
                    _ => new PendingRedemption(
                        UserId.New(TimeProvider.System),
                        RedemptionKind.Registered,
                        0,
                        DateTimeOffset.UnixEpoch
                    )
                ),
        };
}
