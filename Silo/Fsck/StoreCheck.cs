using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the invariants that rows can show, on the rows of one moment, in any order. Each kind of row has its checker;
/// rate limits have no rows. Rows of types that this program does not know are ignored.
/// </summary>
internal sealed class StoreCheck
{
    private readonly Findings _findings;
    private readonly StoreIndex _index = new();
    private readonly UserRows _users;
    private readonly NameRows _names;
    private readonly CodeRows _codes;
    private readonly OutboxRows _outbox;
    private readonly Dictionary<string, IRowChecker> _checkers;

    /// <summary>Begins a check.</summary>
    /// <param name="now">The moment of the rows, by the clock that gives leases.</param>
    /// <param name="limitsWereLowered">Codes above their limit are no breach (<see cref="CodeRows"/>).</param>
    /// <param name="report">Receives each breach when it is found.</param>
    public StoreCheck(DateTimeOffset now, bool limitsWereLowered, Action<Breach> report)
    {
        _findings = new(now, report);
        _users = new(_findings, _index);
        _names = new(_findings, _index);
        _codes = new(_findings, _index, limitsWereLowered);
        _outbox = new(_findings, _index);
        _checkers = new(StringComparer.Ordinal)
        {
            [GrainTypes.User] = _users,
            [GrainTypes.Username] = _names,
            [GrainTypes.Nickname] = _names,
            [GrainTypes.Email] = _names,
            [GrainTypes.Code] = _codes,
            [GrainTypes.Invitees] = new InviteeRows(_findings, _index),
            [GrainTypes.Outbox] = _outbox,
            [GrainTypes.Mail] = new MailRows(_findings, _index),
            [GrainTypes.Session] = new SessionRows(_findings, _index),
            [GrainTypes.KeyRing] = new KeyRingRows(_findings),
            [GrainTypes.Captcha] = new CaptchaRows(_findings),
        };
    }

    /// <summary>Reads a store once and checks all rows of a service as they are now.</summary>
    /// <param name="time">The clock that gives leases, or a clock like it.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">There is no such store; the message names the setting.</exception>
    /// <inheritdoc cref="StoreCheck(DateTimeOffset, bool, Action{Breach})" path="/param"/>
    public static async Task<FsckSummary> RunAsync(
        RegistrationDatabase database,
        string serviceId,
        TimeProvider time,
        bool limitsWereLowered,
        Action<Breach> report,
        CancellationToken cancellationToken = default
    )
    {
        await using var snapshot = await StoreSnapshot.OpenAsync(database, serviceId, cancellationToken);
        var check = new StoreCheck(time.GetUtcNow(), limitsWereLowered, report);
        var any = false;
        await foreach (var row in snapshot.RowsAsync(cancellationToken))
        {
            any = true;
            check.Check(row);
        }

        return any || await snapshot.IsEmptyAsync(cancellationToken)
            ? check.Finish()
            : throw new InvalidOperationException(
                $"Cluster:ServiceId: the {database.Place} has records, but none of service '{serviceId}'."
            );
    }

    /// <summary>Checks one row.</summary>
    public void Check(StoredRow row) => _checkers.GetValueOrDefault(row.Key.GrainType)?.Check(row);

    /// <summary>Checks what needs all rows.</summary>
    public FsckSummary Finish()
    {
        foreach (var checker in _checkers.Values.Distinct())
        {
            checker.Finish();
        }

        return new(
            _users.Live,
            _index.Accounts.Count - _users.Live,
            _codes.Count,
            _codes.Pending,
            _names.Stale + _codes.Stale + _outbox.Stale,
            _users.Tombstones,
            _codes.OverLimit,
            _findings.Breaches
        );
    }
}
