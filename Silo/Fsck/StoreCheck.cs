using System.Text;
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
    private readonly PurchaseRows _purchases;
    private readonly ReadModelRows _readModel;
    private readonly AuditRows _audit;
    private readonly Dictionary<string, IRowChecker> _checkers;

    /// <summary>Begins a check.</summary>
    /// <param name="now">The moment of the rows, by the clock that gives leases.</param>
    /// <param name="limitsWereLowered">Codes above their limit are no breach (<see cref="CodeRows"/>).</param>
    /// <param name="report">Receives each breach when it is found.</param>
    public StoreCheck(DateTimeOffset now, bool limitsWereLowered, Action<Breach> report)
    {
        _findings = new(now, report);
        _readModel = new(_findings, _index);
        _audit = new(_findings);
        _users = new(_findings, _index, _readModel);
        _names = new(_findings, _index);
        _codes = new(_findings, _index, _readModel, limitsWereLowered);
        _outbox = new(_findings, _index);
        _purchases = new(_findings, _index);
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
            [GrainTypes.ApiKeys] = new ApiKeyRows(_findings),
            [GrainTypes.Job] = new JobRows(_findings, _index),
            [GrainTypes.Jobs] = new JobsRows(_findings, _index),
            [GrainTypes.Receipt] = new ReceiptRows(_findings),
            [GrainTypes.Captcha] = new CaptchaRows(_findings),
            [GrainTypes.Purchase] = _purchases,
            [GrainTypes.Webhooks] = new WebhookRows(_findings),
        };
    }

    /// <summary>Reads a store once and checks all rows of a service as they are at one moment.</summary>
    /// <param name="time">The clock that gives leases, or a clock like it.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">There is no such store; the message names the setting.</exception>
    /// <inheritdoc cref="StoreCheck(DateTimeOffset, bool, Action{Breach})" path="/param"/>
    public static async Task<FsckSummary> RunAsync(
        RegistrationStore store,
        string serviceId,
        TimeProvider time,
        bool limitsWereLowered,
        Action<Breach> report,
        CancellationToken cancellationToken = default
    )
    {
        await using var moment = await StoreMoment.OpenAsync(store, serviceId, cancellationToken);
        var check = new StoreCheck(time.GetUtcNow(), limitsWereLowered, report);
        var any = false;
        foreach (var snapshot in moment.Snapshots)
        {
            await foreach (var line in snapshot.LedgerAsync(cancellationToken))
            {
                check.Add(line);
            }
        }

        for (var number = 0; number < moment.Snapshots.Count; number++)
        {
            await foreach (var row in moment.Snapshots[number].RowsAsync(cancellationToken))
            {
                any = true;
                if (
                    !store.IsSpread
                    || store.HomeOf(Encoding.UTF8.GetBytes(row.Key.GrainKey)) is var home && home == number
                )
                {
                    check.Check(row);
                }
                else
                {
                    // The service never reads this row, so nothing else may depend on it.
                    var isDouble = await moment.Snapshots[home].HasRowAsync(row.Key, cancellationToken);
                    check.ReportMisplaced(row.Key, store.Databases[number], store.Databases[home], isDouble);
                }
            }
        }

        await check.AuditAsync(store, moment, cancellationToken);
        await check.ReadModelAsync(moment, cancellationToken);
        return any || await moment.IsEmptyAsync(cancellationToken)
            ? check.Finish()
            : throw new InvalidOperationException(
                $"Cluster:ServiceId: the {store.Databases[0].Place} has records, but none of service '{serviceId}'."
            );
    }

    /// <summary>Takes a purchase or a refund of the audit log. All of them come before the first row.</summary>
    public void Add(LedgerLine line) => _purchases.Add(line);

    /// <summary>Checks one row.</summary>
    public void Check(StoredRow row)
    {
        _audit.Note(row);
        _checkers.GetValueOrDefault(row.Key.GrainType)?.Check(row);
    }

    /// <summary>Reports a row that is in another database than its home.</summary>
    /// <param name="isDouble">Whether its home has a row of the key, too.</param>
    public void ReportMisplaced(RowKey row, RegistrationDatabase database, RegistrationDatabase home, bool isDouble) =>
        _findings.Report(
            Invariant.Home,
            $"a row is in {database.Setting}, but its home is {home.Setting}"
                + (isDouble ? ", which has a row of the key, too" : ""),
            row
        );

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

    /// <summary>Checks the audit log. Needs all rows.</summary>
    private async Task AuditAsync(RegistrationStore store, StoreMoment moment, CancellationToken cancellationToken)
    {
        for (var number = 0; number < moment.Snapshots.Count; number++)
        {
            await foreach (var (subject, act, id) in moment.Snapshots[number].ActsAsync(cancellationToken))
            {
                if (store.HomeOf(Encoding.UTF8.GetBytes(subject)) is var home && home == number)
                {
                    _audit.Check(subject, act, id);
                }
                else
                {
                    _audit.ReportMisplaced(subject, store.Databases[number], store.Databases[home]);
                }
            }

            _audit.EndSubject();
        }

        _audit.Finish();
    }

    /// <summary>Checks the read model. Needs all rows.</summary>
    private async Task ReadModelAsync(StoreMoment moment, CancellationToken cancellationToken)
    {
        foreach (var snapshot in moment.Snapshots)
        {
            await foreach (var key in snapshot.ChangesAsync(cancellationToken))
            {
                _readModel.AddChange(key);
            }
        }

        await foreach (var (person, invited, subtree) in moment.Snapshots[0].PersonsAsync(cancellationToken))
        {
            _readModel.Check(person, invited, subtree);
        }

        await foreach (var (code, registered, activated) in moment.Snapshots[0].CodesAsync(cancellationToken))
        {
            _readModel.Check(code, registered, activated);
        }

        _readModel.Finish();
    }
}
