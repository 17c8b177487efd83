using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Pieces;

/// <summary>Converts records to and from their stored JSON.</summary>
[MemoryDiagnoser]
public class RecordBenchmarks
{
    private readonly StateJsonSerializer _serializer = new();
    private UserRecord _user = UserRecord.Tombstone;
    private InvitationCodeRecord _quietCode = null!;
    private InvitationCodeRecord _hotCode = null!;
    private BinaryData _userJson = BinaryData.Empty;
    private BinaryData _quietCodeJson = BinaryData.Empty;
    private BinaryData _hotCodeJson = BinaryData.Empty;

    [GlobalSetup]
    public void Make()
    {
        _user = new()
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
        _quietCode = MakeCode(pending: 0);
        _hotCode = MakeCode(pending: 64);
        (_userJson, _quietCodeJson, _hotCodeJson) = (
            _serializer.Serialize(_user),
            _serializer.Serialize(_quietCode),
            _serializer.Serialize(_hotCode)
        );
    }

    [Benchmark]
    public BinaryData UserToJson() => _serializer.Serialize(_user);

    [Benchmark]
    public object UserFromJson() => _serializer.Deserialize<UserRecord>(_userJson);

    [Benchmark]
    public BinaryData CodeToJson() => _serializer.Serialize(_quietCode);

    [Benchmark]
    public object CodeFromJson() => _serializer.Deserialize<InvitationCodeRecord>(_quietCodeJson);

    [Benchmark]
    public BinaryData CodeWith64PendingToJson() => _serializer.Serialize(_hotCode);

    [Benchmark]
    public object CodeWith64PendingFromJson() => _serializer.Deserialize<InvitationCodeRecord>(_hotCodeJson);

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
