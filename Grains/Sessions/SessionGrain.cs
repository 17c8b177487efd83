using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Audit;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <inheritdoc cref="ISessionGrain"/>
[GrainType(GrainTypes.Session)]
internal sealed partial class SessionGrain : Grain, ISessionGrain
{
    private readonly GroupCommit<SessionRecord> _record;
    private readonly ServiceClock _clock;
    private readonly RefreshOptions _options;
    private readonly ILogger _logger;

    public SessionGrain(
        IGrainContext context,
        ServiceClock clock,
        IOptions<RefreshOptions> options,
        ILogger<SessionGrain> logger
    )
    {
        _record = new(new(GrainTypes.Session, context), this.DeactivateOnIdle);
        _clock = clock;
        _options = options.Value;
        _logger = logger;
    }

    private UserId User => GrainKeys.ParseSession(this.GetPrimaryKeyString());

    private SessionRecord State => _record.State ?? new();

    public async Task<Session> OpenAsync(string hash, string? userAgent, int generation = 0)
    {
        await _record.LoadAsync();
        var now = _clock.Now;
        if (State.Families.FirstOrDefault(f => f.CurrentHash == hash) is { } opened)
        {
            await _record.DurableAsync();
            return opened.ToSession(); // a repeat after a lost reply
        }

        var family = new SessionFamily
        {
            Id = Guid.NewGuid(),
            CreatedAt = now,
            LastUsedAt = now,
            ExpiresAt = now + _options.Life,
            UserAgent = UserAgents.Shorten(userAgent),
            CurrentHash = hash,
            Generation = generation == 0 ? null : generation,
        };
        if (State.Closed is not true)
        {
            await _record.SaveAsync(State.Add(family, User.Value, now));
        }

        return family.ToSession(); // if the account has ended meanwhile, the session cannot be refreshed
    }

    public async Task<RefreshResult> RefreshAsync(RefreshProof proof, string successor, string? userAgent)
    {
        var account = await GrainFactory.GetUser(User).FindAsync();
        await _record.LoadAsync();

        // Nothing interleaves from here to the change in memory.
        var now = _clock.Now;
        if (account is null)
        {
            return new(RefreshOutcome.Ended, null, default);
        }

        if (Find(proof, account, now) is not { } family)
        {
            await _record.ConfirmAsync(); // another activation may have opened the session
            return new(RefreshOutcome.Ended, null, default);
        }

        if (family.StepsFrom(proof.Hash, successor, now, _options.Grace) is { } steps)
        {
            var next =
                steps > 0
                    ? family
                    : family.Rotate(successor, now, _options) with
                    {
                        LastUsedAt = now,
                        UserAgent = UserAgents.Shorten(userAgent),
                    };

            // Also a write when nothing changed: no token may be given from the memory of an outdated activation.
            await _record.SaveAsync(State.Set(next));
            var hasRotated = next.CurrentHash != family.CurrentHash;
            return new(RefreshOutcome.Refreshed, account, next.ExpiresAt, hasRotated ? 1 : steps);
        }

        await EndFamilyAsync(family.Id);
        LogReused();
        return new(RefreshOutcome.Reused, null, default);
    }

    public async Task EndAsync(RefreshProof proof)
    {
        await _record.LoadAsync();
        var family = State.Families.FirstOrDefault(f => f.Id == proof.Family);
        if (family is null ? IsSignUpSession(proof.Family) && proof.Hash == proof.FirstHash : family.Has(proof.Hash))
        {
            await EndFamilyAsync(proof.Family);
        }
        else
        {
            await _record.ConfirmAsync();
        }
    }

    public async Task<bool> EndAsync(Guid session)
    {
        if (await ListAsync() is not { } list || list.Sessions.All(s => s.Id != session))
        {
            return false;
        }

        await EndFamilyAsync(session);
        return true;
    }

    public async Task<bool> EndAsync(Guid session, ActRequest request)
    {
        var list = await ListAsync();
        if (State.Act?.Id == request.Id)
        {
            await _record.DurableAsync();
            return true; // a repeat after a lost reply
        }

        if (list?.Sessions.Any(s => s.Id == session) is not true)
        {
            return false;
        }

        await _record.SaveActAsync(_ =>
            Without(session) with
            {
                Act = Act.After(
                    State.Act,
                    ActKinds.EndSession,
                    request,
                    _clock.Now,
                    ("session", session.ToString("D"))
                ),
            }
        );
        return true;
    }

    public async Task CountWrongPasswordAsync(Guid session, int endAfter)
    {
        await _record.LoadAsync();
        var family = State.Families.FirstOrDefault(f => f.Id == session);
        var count = (family?.WrongPasswords ?? (IsSignUpSession(session) ? State.SignUpWrongPasswords : null) ?? 0) + 1;
        if (count >= endAfter)
        {
            await EndFamilyAsync(session);
            LogGuessed();
        }
        else if (family is not null)
        {
            await _record.SaveAsync(State.Set(family with { WrongPasswords = count }));
        }
        else if (IsSignUpSession(session))
        {
            await _record.SaveAsync(State with { SignUpWrongPasswords = count });
        }
    }

    public async Task EndAllAsync(Guid? except = null, int? generation = null)
    {
        await _record.LoadAsync();
        var next = State.Keep(
            f => f.Id == except || (generation is not null && f.Generation == generation),
            User.Value
        );
        if (generation is not null)
        {
            next = next with
            {
                Families = [.. next.Families.Select(f => f with { Generation = generation, WrongPasswords = null })],
                SignUpGeneration = except == User.Value ? generation : next.SignUpGeneration,
                SignUpWrongPasswords = null,
            };
        }

        // Also a write when no session ends: only a write shows that no other activation opened one.
        await _record.SaveAsync(next with { SignUpSessionEnded = next.SignUpSessionEnded || except != User.Value });
    }

    public async Task CloseAsync()
    {
        await _record.LoadAsync();
        await (
            State.Closed is true
                ? _record.DurableAsync()
                : _record.SaveAsync(
                    new()
                    {
                        SignUpSessionEnded = true,
                        Closed = true,
                        Act = State.Act,
                    }
                )
        );
    }

    public async Task<SessionList?> ListAsync()
    {
        if (await GrainFactory.GetUser(User).FindAsync() is not { } account)
        {
            return null;
        }

        await _record.LoadAsync();
        await _record.DurableAsync();
        var now = _clock.Now;
        var families = State.Families.AsEnumerable();
        if (IsSignUpSession(User.Value))
        {
            families = families.Append(SignUpFamily(account, ""));
        }

        return new([
            .. families
                .Where(f => IsValid(f, account, now))
                .OrderByDescending(f => f.LastUsedAt)
                .Select(f => f.ToSession()),
        ]);
    }

    /// <summary>
    /// Whether this is the session that the sign-up opened, as long as the record has no family for it.
    /// </summary>
    private bool IsSignUpSession(Guid session) =>
        session == User.Value && !State.SignUpSessionEnded && State.Families.All(f => f.Id != session);

    private SessionFamily SignUpFamily(Account account, string hash) =>
        new()
        {
            Id = User.Value,
            CreatedAt = account.DateJoined,
            LastUsedAt = account.DateJoined,
            ExpiresAt = account.DateJoined + _options.Life,
            UserAgent = account.UserAgent,
            CurrentHash = hash,
            Generation = State.SignUpGeneration,
            WrongPasswords = State.SignUpWrongPasswords,
        };

    private SessionFamily? Find(RefreshProof proof, Account account, DateTimeOffset now)
    {
        var family =
            State.Families.FirstOrDefault(f => f.Id == proof.Family)
            ?? (IsSignUpSession(proof.Family) && proof.FirstHash is { } first ? SignUpFamily(account, first) : null);
        return family is not null && IsValid(family, account, now) ? family : null;
    }

    private static bool IsValid(SessionFamily family, Account account, DateTimeOffset now) =>
        family.ExpiresAt > now && (family.Generation ?? 0) == account.PasswordGeneration;

    private Task EndFamilyAsync(Guid session) => _record.SaveAsync(Without(session));

    private SessionRecord Without(Guid session)
    {
        var next = State.Keep(f => f.Id != session, User.Value);
        return next with { SignUpSessionEnded = next.SignUpSessionEnded || session == User.Value };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Ended a session: a refresh token was presented that is not the session's current token."
    )]
    private partial void LogReused();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ended a session after too many wrong passwords.")]
    private partial void LogGuessed();
}
