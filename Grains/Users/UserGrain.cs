using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Passwords;
using OrleansRegistration.Placement;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <inheritdoc cref="IUserGrain"/>
/// <remarks>
/// Every change has the same form: start (remember the row's version), claim, commit against that version, effects. See
/// <see cref="ChangeAsync(Func{Stored{UserRecord}, ValueTask{Decision}}, Func{Task{Stored{UserRecord}}})"/>.
/// </remarks>
[GrainType(GrainTypes.User), PreferLocalPlacement]
internal sealed partial class UserGrain : Grain, IUserGrain, IUserAdministration, IClaimOwner, IUserEffects
{
    private readonly CommittingRow<UserRecord> _row;
    private readonly PasswordHasher _passwords;
    private readonly ServiceClock _clock;
    private readonly LeaseClock _leases;
    private readonly RegistrationOptions _registration;
    private readonly ActivationOptions _activation;
    private readonly MailOptions _mail;
    private readonly RateLimitOptions _limits;
    private readonly CodeOptions _codes;
    private readonly LevelOptions _levels;
    private readonly SweepRequests _sweep;
    private readonly MailQueue _mails;
    private readonly Redemptions _redemptions;
    private readonly MemoryTrust _trust;
    private readonly ILogger _logger;

    public UserGrain(
        IGrainContext context,
        PasswordHasher passwords,
        ServiceClock clock,
        LeaseClock leases,
        IOptions<RegistrationOptions> registration,
        IOptions<ActivationOptions> activation,
        IOptions<MailOptions> mail,
        IOptions<RateLimitOptions> limits,
        IOptions<CodeOptions> codes,
        IOptions<LevelOptions> levels,
        SweepRequests sweep,
        MailQueue mails,
        Redemptions redemptions,
        MemoryTrust trust,
        ILogger<UserGrain> logger
    )
    {
        _row = new(new(GrainTypes.User, context), UserRecord.Tombstone);
        _passwords = passwords;
        _clock = clock;
        _leases = leases;
        _registration = registration.Value;
        _activation = activation.Value;
        _mail = mail.Value;
        _limits = limits.Value;
        _codes = codes.Value;
        _levels = levels.Value;
        _sweep = sweep;
        _mails = mails;
        _redemptions = redemptions;
        _trust = trust;
        _logger = logger;
    }

    private UserId Id => GrainKeys.ParseUser(this.GetPrimaryKeyString());

    public async Task<Holding> HoldsAsync(Claim claim)
    {
        while (true)
        {
            var seen = await _row.LoadAsync();
            var record = seen.Value ?? UserRecord.Tombstone;
            // A lapsed record ends when somebody wants its name (docs/protocol.md#rule-8).
            if (claim is NameClaim && record.HasLapsed(_clock.Now))
            {
                record = record with { Status = UserStatus.Ended };
            }
            else if (record.Holds(claim) is var holding and not Holding.FreeOnceRewritten)
            {
                return holding;
            }

            if (await _row.TryWriteAsync(record, seen.Version))
            {
                return record.Holds(claim) is Holding.Held ? Holding.Held : Holding.Free;
            }
        }
    }

    public async Task<bool> ConfirmsAsync(Claim claim) => (await _row.LoadAsync()).Value?.Lists(claim) is true;

    public async Task<string?> FindNicknameAsync(Claim claim) =>
        (await _row.LoadAsync()).Value is { } record && record.Lists(claim) ? record.Nickname : null;

    public async Task<AccountOverview?> GetAsync()
    {
        if (await FindOpenAsync() is not { } record)
        {
            return null;
        }

        var counts = await Task.WhenAll(record.AllCodes.Select(code => GrainFactory.GetCode(code).GetCountsAsync()));
        return new(
            record.ToAccount(Id),
            counts.Sum(c => c.Registered) + (record.Imported?.Invitees ?? 0),
            counts.Sum(c => c.Activated),
            record.ActivationMail(),
            record.Role ?? Role.User,
            NamesToChange: record.Imported?.NamesToChange ?? []
        );
    }

    public async Task<Account?> FindAsync() => (await FindOpenAsync())?.ToAccount(Id);

    /// <summary>The record, if the account exists and its owner may use it.</summary>
    private async Task<UserRecord?> FindOpenAsync() => Open(await _row.LoadAsync());

    private UserRecord? Open(Stored<UserRecord> seen) => seen.Value?.IsOpen(_clock.Now) is true ? seen.Value : null;
}
