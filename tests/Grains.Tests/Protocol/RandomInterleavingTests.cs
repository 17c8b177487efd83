using System.Collections.Immutable;
using CsCheck;
using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class RandomInterleavingOnSqlite(SqliteCluster cluster) : RandomInterleavingTests(cluster);

[Collection("PostgreSQL")]
public sealed class RandomInterleavingOnPostgres(PostgresCluster cluster) : RandomInterleavingTests(cluster);

[Collection("Two databases")]
public sealed class RandomInterleavingOnTwoDatabases(SpreadCluster cluster) : RandomInterleavingTests(cluster);

/// <summary>
/// Runs random small scenarios: four users, few names, one code with a low limit. Batches of operations run on two
/// clusters over the same rows. Writes fail, lose their replies, land late or are held back; leases pass. Afterwards
/// everything that was answered must be true.
/// </summary>
/// <remarks>
/// A failure prints its seed. The environment variable <c>CsCheck_Seed</c> runs that case first, and
/// <c>CsCheck_Iter</c> sets the number of cases. The system schedules the threads, so a seed may need several runs.
/// </remarks>
public abstract class RandomInterleavingTests
{
    private const int DefaultIterations = 45;
    private const int Users = 4;
    private const int Usernames = 3;
    private const int Nicknames = 4;
    private const int Emails = 3;
    private readonly RegistrationCluster _cluster;

    protected RandomInterleavingTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private enum Verb
    {
        SignUp,
        Activate,
        Rename,
        Correct,
    }

    private enum Trouble
    {
        Before,
        After,
        Late,
        Held,
    }

    [Fact]
    public async Task Whatever_happens_every_answer_stays_true_and_counts_are_exact()
    {
        await using var second = await _cluster.StartClusterAsync(1);
        var iterations = Environment.GetEnvironmentVariable("CsCheck_Iter") is null ? DefaultIterations : -1;
        await Scenarios()
            .SampleAsync(
                scenario => new Run(_cluster, second.Client, scenario).ToEndAsync(),
                iter: iterations,
                threads: 1,
                print: s => s.ToString()
            );
    }

    private static Gen<Scenario> Scenarios()
    {
        var operation = Gen.Select(
            Gen.Frequency(
                (6, Gen.Const(Verb.SignUp)),
                (2, Gen.Const(Verb.Activate)),
                (3, Gen.Const(Verb.Rename)),
                (3, Gen.Const(Verb.Correct))
            ),
            Gen.Int[0, Users - 1],
            Gen.Int[0, Nicknames - 1],
            Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
            (verb, user, name, elsewhere) => new Operation(verb, user, name, elsewhere)
        );
        var fault = Gen.Select(
            Gen.OneOf(
                Gen.Const(Trouble.Before),
                Gen.Const(Trouble.After),
                Gen.Const(Trouble.Late),
                Gen.Const(Trouble.Held)
            ),
            Gen.Frequency(
                (6, Gen.Const("user")),
                (2, Gen.Const("username")),
                (2, Gen.Const("nickname")),
                (2, Gen.Const("email")),
                (3, Gen.Const("code")),
                (1, Gen.Const("outbox"))
            ),
            Gen.Int[1, 3],
            (trouble, type, nth) => new Fault(trouble, type, nth)
        );
        var step = Gen.Select(
            operation.Array[1, 4],
            fault.Array[0, 3],
            Gen.Int[0, 31],
            (batch, faults, flags) =>
                new Step(
                    [.. batch],
                    [.. faults],
                    LeasePasses: (flags & 1) != 0,
                    Lands: (flags & 2) != 0,
                    Releases: (flags & 4) != 0,
                    Forgets: (flags & 8) != 0,
                    Sweeps: (flags & 16) != 0
                )
        );
        return Gen.Select(
            Gen.Int[1, 3],
            Gen.Int[0, Usernames - 1].Array[Users],
            Gen.Int[0, Nicknames - 2].Array[Users],
            step.Array[2, 6],
            (limit, usernames, nicknames, steps) => new Scenario(limit, [.. usernames], [.. nicknames], [.. steps])
        );
    }

    private sealed record Operation(Verb Verb, int User, int Name, bool Elsewhere)
    {
        public override string ToString() =>
            $"{Verb}(user {User}{(Verb is Verb.Rename or Verb.Correct ? $" to {Name}" : "")}"
            + $"{(Elsewhere ? " elsewhere" : "")})";
    }

    private sealed record Fault(Trouble Trouble, string Type, int Nth)
    {
        public override string ToString() => $"{Trouble} {Type} #{Nth}";
    }

    private sealed record Step(
        ImmutableArray<Operation> Batch,
        ImmutableArray<Fault> Faults,
        bool LeasePasses,
        bool Lands,
        bool Releases,
        bool Forgets,
        bool Sweeps
    )
    {
        public override string ToString() =>
            $"[{string.Join(", ", Faults)}] {string.Join(" | ", Batch)}"
            + (LeasePasses ? "; leases pass" : "")
            + (Lands ? "; late writes land" : "")
            + (Releases ? "; held writes go on" : "")
            + (Forgets ? "; activations dropped" : "")
            + (Sweeps ? "; swept meanwhile" : "");
    }

    private sealed record Scenario(
        int Limit,
        ImmutableArray<int> Usernames,
        ImmutableArray<int> Nicknames,
        ImmutableArray<Step> Steps
    )
    {
        public override string ToString() =>
            $"limit {Limit}, usernames {string.Join(",", Usernames)}, nicknames {string.Join(",", Nicknames)}"
            + $"{Environment.NewLine}{string.Join(Environment.NewLine, Steps)}";
    }

    /// <summary>What was answered about one user, and so what may and must be true at the end.</summary>
    private sealed class Known(SignUp signUp)
    {
        public UserId Id { get; } = UserId.New(TimeProvider.System);

        public SignUp SignUp => signUp;

        public int Created { get; set; }

        public bool Exists { get; set; }

        public bool Unclear { get; set; }

        public bool UsedElsewhere { get; set; }

        public int Activations { get; set; }

        public bool Active { get; set; }

        public bool ActiveUnclear { get; set; }

        public Names Nicknames { get; } = new(signUp.Nickname.Key);

        public Names Emails { get; } = new(signUp.Email.Key);
    }

    /// <summary>The names of one kind that a user may have at the end, and the changes that were started.</summary>
    private sealed class Names(string first)
    {
        public HashSet<string> Possible { get; } = [first];

        public int Started { get; set; }

        public int Running { get; set; }
    }

    private sealed class Run
    {
        private readonly RegistrationCluster _cluster;
        private readonly IGrainFactory _elsewhere;
        private readonly Scenario _scenario;
        private readonly string _prefix = $"r{RegistrationCluster.Fresh()}";
        private readonly Known[] _users = new Known[Users];
        private readonly Lock _changing = new();
        private readonly List<Task> _running = [];
        private readonly List<StorageFault> _late = [];
        private readonly List<StorageFault> _held = [];
        private InvitationCode? _code;

        public Run(RegistrationCluster cluster, IGrainFactory elsewhere, Scenario scenario) =>
            (_cluster, _elsewhere, _scenario) = (cluster, elsewhere, scenario);

        public async Task ToEndAsync()
        {
            _code = (await _cluster.InviterAsync(_scenario.Limit)).InvitationCode;
            for (var i = 0; i < Users; i++)
            {
                _users[i] = new(
                    RegistrationCluster.SignUp(
                        _code,
                        Username(_scenario.Usernames[i]),
                        Nickname(_scenario.Nicknames[i]),
                        fingerprint: $"{_prefix} {i}"
                    )
                );
            }

            try
            {
                foreach (var step in _scenario.Steps)
                {
                    await DoAsync(step);
                }
            }
            finally
            {
                _cluster.Faults.Clear();
                Release();
                await Task.WhenAll(_running).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
                await LandAsync();
                await ForgetAsync();
            }

            await ResolveAsync();
            await _cluster.SettleAsync(_code);
            await Invariants.CheckAsync(_cluster, _code);
            await CheckAnswersAsync();
            await CheckNamesAsync();
            await Invariants.CheckSweptAsync(_cluster);
        }

        private string Username(int number) => $"{_prefix}u{number}";

        private string Nickname(int number) => $"{_prefix}n{number}";

        private string Email(int number) => $"{_prefix}e{number}@example.org";

        private async Task DoAsync(Step step)
        {
            foreach (var fault in step.Faults)
            {
                bool Matches(StorageCall call) => call.GrainType == fault.Type;
                switch (fault.Trouble)
                {
                    case Trouble.Before:
                        _cluster.Faults.FailBefore(Matches, fault.Nth);
                        break;
                    case Trouble.After:
                        _cluster.Faults.FailAfter(Matches, fault.Nth);
                        break;
                    case Trouble.Late:
                        _late.Add(_cluster.Faults.FailNowLandLater(Matches, fault.Nth));
                        break;
                    default:
                        _held.Add(_cluster.Faults.Hold(Matches, fault.Nth));
                        break;
                }
            }

            _running.AddRange(step.Batch.Select(DoAsync));
            if (step.Sweeps)
            {
                _running.Add(_cluster.SweepAsync());
            }

            var all = Task.WhenAll(_running);
            while (!all.IsCompleted && !_held.Any(h => h.Struck.IsCompleted))
            {
                await Task.Delay(2, TestContext.Current.CancellationToken);
            }

            // An operation that no held write stops goes on meanwhile, or with the next steps.
            await Task.WhenAny(all, Task.Delay(40, TestContext.Current.CancellationToken));
            if (step.LeasePasses)
            {
                _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
            }

            if (step.Lands)
            {
                await LandAsync();
            }

            if (step.Releases)
            {
                Release();
            }

            if (step.Forgets)
            {
                await ForgetAsync();
            }

            await Invariants.CheckAsync(_cluster); // docs/protocol.md#i1, #i2 and #i3 hold at every moment
        }

        private Task DoAsync(Operation operation)
        {
            var known = _users[operation.User];
            known.UsedElsewhere |= operation.Elsewhere;
            var user = (operation.Elsewhere ? _elsewhere : _cluster.Grains).GetUser(known.Id);
            return operation.Verb switch
            {
                Verb.SignUp => SignUpAsync(known, user),
                Verb.Activate => ActivateAsync(known, user),
                Verb.Rename => RenameAsync(known, user, Nickname(operation.Name)),
                _ => CorrectAsync(known, user, Email(operation.Name % Emails)),
            };
        }

        private async Task<SignUpOutcome> SignUpAsync(Known known, IUserGrain user)
        {
            bool existed;
            lock (_changing)
            {
                existed = known.Exists;
            }

            SignUpResult result;
            try
            {
                result = await user.RegisterAsync(known.SignUp);
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException)
            {
                result = SignUpResult.Without(SignUpOutcome.Unknown);
            }

            lock (_changing)
            {
                switch (result.Outcome)
                {
                    case SignUpOutcome.Created or SignUpOutcome.Repeated:
                        known.Exists = true;
                        known.Created += result.Outcome == SignUpOutcome.Created ? 1 : 0;
                        Assert.True(known.Created <= 1, "I4: one id was created twice");
                        Assert.Equal(known.SignUp.Username.Value, result.Account!.Username);
                        break;
                    case SignUpOutcome.Unknown:
                        known.Unclear = true;
                        break;
                    case SignUpOutcome.Failed:
                        break;
                    case SignUpOutcome.Refused:
                        Assert.False(existed && !known.UsedElsewhere, "A repeat of a created account was refused");
                        break;
                    default:
                        Assert.Fail($"Unexpected: {result.Outcome}");
                        break;
                }
            }

            return result.Outcome;
        }

        private async Task ActivateAsync(Known known, IUserGrain user)
        {
            var change = await ChangeAsync(() => user.AsReference<IUserEffects>().ActivateAsync());
            lock (_changing)
            {
                known.Activations += change == ChangeOutcome.Done ? 1 : 0;
                known.Active |= change is ChangeOutcome.Done or ChangeOutcome.Unchanged;
                known.ActiveUnclear |= change == ChangeOutcome.Unknown;
                Assert.True(known.Activations <= 1, "One account was activated twice");
            }
        }

        private Task RenameAsync(Known known, IUserGrain user, string text)
        {
            Assert.Equal(NameProblem.None, OrleansRegistration.Names.Nickname.TryParse(text, out var nickname));
            return ChangeNameAsync(known.Nicknames, nickname!.Key, () => user.RenameAsync(nickname));
        }

        private Task CorrectAsync(Known known, IUserGrain user, string text)
        {
            Assert.Equal(NameProblem.None, EmailAddress.TryParse(text, out var email));
            return ChangeNameAsync(
                known.Emails,
                email!.Key,
                () => user.CorrectEmailAsync(email, RegistrationCluster.Password)
            );
        }

        private async Task ChangeNameAsync(Names names, string key, Func<Task<ChangeOutcome>> start)
        {
            int started;
            bool alone;
            lock (_changing)
            {
                started = ++names.Started;
                alone = ++names.Running == 1;
            }

            var change = await ChangeAsync(start);
            lock (_changing)
            {
                names.Running--;
                if (change == ChangeOutcome.Done && alone && started == names.Started)
                {
                    names.Possible.Clear(); // no older change can land any more
                }

                if (change is ChangeOutcome.Done or ChangeOutcome.Unknown)
                {
                    names.Possible.Add(key);
                }
            }
        }

        private static async Task<ChangeOutcome> ChangeAsync(Func<Task<ChangeOutcome>> change)
        {
            try
            {
                return await change();
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException)
            {
                return ChangeOutcome.Unknown;
            }
        }

        private void Release()
        {
            _held.ForEach(h => h.Release());
            _held.Clear();
        }

        private async Task LandAsync()
        {
            foreach (var write in _late.Where(w => w.Struck.IsCompleted).ToArray())
            {
                _late.Remove(write);
                try
                {
                    await write.LandAsync();
                }
                catch (InconsistentStateException)
                {
                    // The write came too late.
                }
            }
        }

        private async Task ForgetAsync()
        {
            foreach (var grains in new[] { _cluster.Grains, _elsewhere })
            {
                await grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
            }
        }

        /// <summary>Repeats a sign-up under the same key, which tells the outcome that was unknown.</summary>
        private async Task ResolveAsync()
        {
            _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
            foreach (var known in _users.Where(u => u.Unclear))
            {
                var outcome = SignUpOutcome.Unknown;
                for (var tries = 0; tries < 10 && outcome is SignUpOutcome.Unknown or SignUpOutcome.Failed; tries++)
                {
                    outcome = await SignUpAsync(known, _cluster.Grains.GetUser(known.Id));
                }

                Assert.True(
                    outcome is SignUpOutcome.Created or SignUpOutcome.Repeated or SignUpOutcome.Refused,
                    $"A repeat without faults is {outcome}"
                );
                Assert.False(
                    outcome == SignUpOutcome.Refused && known.Exists,
                    "A repeat of a created account was refused"
                );
            }
        }

        private async Task CheckAnswersAsync()
        {
            foreach (var known in _users)
            {
                var account = (await _cluster.Grains.GetUser(known.Id).GetAsync())?.Account;
                Assert.True(
                    account is not null == known.Exists,
                    $"Answered to exist: {known.Exists}, exists: {account is not null}"
                );
                if (account is not null)
                {
                    Assert.Equal(known.SignUp.Username.Value, account.Username);
                    Assert.Contains(account.Nickname, known.Nicknames.Possible);
                    Assert.Contains(account.Email, known.Emails.Possible);
                    Assert.True(
                        account.IsActive == known.Active || known.ActiveUnclear,
                        $"Answered to be active: {known.Active}, is: {account.IsActive}"
                    );
                    known.Active = account.IsActive;
                }
            }

            var counts = await _cluster.Grains.GetCode(_code!).GetCountsAsync();
            Assert.Equal(new(_users.Count(u => u.Exists), _users.Count(u => u.Exists && u.Active), 0), counts);
            Assert.True(counts.Registered <= _scenario.Limit, "I3: more accounts than the limit");
        }

        /// <summary>Checks docs/protocol.md#i5: a name is available exactly when no live account has it.</summary>
        private async Task CheckNamesAsync()
        {
            _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
            var live = (await Task.WhenAll(_users.Select(u => _cluster.Grains.GetUser(u.Id).GetAsync())))
                .OfType<AccountOverview>()
                .Select(o => o.Account)
                .ToArray();
            for (var i = 0; i < Usernames; i++)
            {
                await CheckNameAsync(
                    RegistrationCluster.SignUp(username: Username(i)),
                    live.Any(a => a.Username == Username(i))
                );
            }

            for (var i = 0; i < Nicknames; i++)
            {
                await CheckNameAsync(
                    RegistrationCluster.SignUp(nickname: Nickname(i)),
                    live.Any(a => a.Nickname == Nickname(i))
                );
            }

            for (var i = 0; i < Emails; i++)
            {
                await CheckNameAsync(RegistrationCluster.SignUp(email: Email(i)), live.Any(a => a.Email == Email(i)));
            }
        }

        private async Task CheckNameAsync(SignUp signUp, bool taken)
        {
            var outcome = SignUpOutcome.Failed;
            for (var tries = 0; tries < 5 && outcome == SignUpOutcome.Failed; tries++)
            {
                outcome = (await _cluster.RegisterAsync(signUp)).Outcome;
            }

            Assert.Equal(taken ? SignUpOutcome.Refused : SignUpOutcome.Created, outcome);
        }
    }
}
