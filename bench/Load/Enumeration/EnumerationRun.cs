using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Enumeration;

/// <summary>What the service has in memory about the names.</summary>
internal enum Memory
{
    /// <summary>The accounts were just used and are in memory. Nobody asked about the other names.</summary>
    Used,

    /// <summary>The service has just restarted, and nobody has asked about any of the names.</summary>
    First,

    /// <summary>Somebody has asked about all of the names before.</summary>
    Again,

    /// <summary>Wrong passwords have locked the names. All requests are refused with 429.</summary>
    Locked,
}

/// <summary>Asks about names with and without an account, one at a time and in random order.</summary>
internal sealed class EnumerationRun(OwnBuild build, OwnStore store, PasswordCost cost, int names, int samples)
{
    private const int Makers = 32;
    private const int LockAfter = 3;
    private const int TooMany = 429;
    private const int Unauthorized = 401;
    private const int LockedNames = 50;
    private const string TokenStart = "#token=";
    private const int TokenLength = 64;
    private static readonly TimeSpan MailPatience = TimeSpan.FromMinutes(1);

    private readonly List<(Question Question, Memory Memory, Side Side, double Milliseconds)> _times = [];
    private readonly List<string> _breaches = [];

    /// <summary>The times of each question, state of memory and side.</summary>
    public ILookup<(Question Question, Memory Memory), (Side Side, double Milliseconds)> Times =>
        _times.ToLookup(time => (time.Question, time.Memory), time => (time.Side, time.Milliseconds));

    /// <summary>Answers whose status told the sides apart.</summary>
    public IReadOnlyList<string> Breaches => _breaches;

    /// <summary>Creates the accounts, and asks about all names.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        Probe[] all =
        [
            .. from question in Enum.GetValues<Question>()
            from side in Enum.GetValues<Side>()
            from number in Enumerable.Range(0, names)
            select new Probe(question, side, number),
        ];
        await using (var service = await build.StartAsync(Settings(isLimited: false), cost, null, cancellationToken))
        {
            using var client = new ServiceClient([service.Url], Makers);
            await MakeAsync(client, [.. all.Where(probe => probe.Side != Side.Nobody)], cancellationToken);
            await AskAsync(client, all, Memory.Used, cancellationToken);
        }

        await using (var service = await build.StartAsync(Settings(isLimited: false), cost, null, cancellationToken))
        {
            using var client = new ServiceClient([service.Url], Makers);
            await WarmAsync(client, cancellationToken);
            await AskAsync(client, all, Memory.First, cancellationToken);
            for (var done = 0; done < samples; done += names)
            {
                await AskAsync(client, all, Memory.Again, cancellationToken);
            }
        }

        await using (var service = await build.StartAsync(Settings(isLimited: true), cost, null, cancellationToken))
        {
            using var client = new ServiceClient([service.Url], Makers);
            await WarmAsync(client, cancellationToken);
            await LockAsync(
                client,
                [.. all.Where(probe => probe.Question == Question.LogInByUsername && probe.Number < LockedNames)],
                cancellationToken
            );
        }
    }

    private OwnStore Settings(bool isLimited) =>
        store with
        {
            Settings = new Dictionary<string, string>(store.Settings)
            {
                ["Mail__MinIntervalSeconds"] = "1",
                ["RateLimits__Enabled"] = isLimited ? "true" : "false",
                ["RateLimits__LogIn__Count"] = "1000000",
                ["RateLimits__LogInDelayAfter"] = "3",
                ["RateLimits__LogInLockAfter"] = "3",
            },
        };

    private async Task MakeAsync(ServiceClient client, Probe[] accounts, CancellationToken cancellationToken)
    {
        await ProgressDisplay.ShowAsync(
            "Accounts",
            accounts.Length,
            count =>
                ClosedLoop.RunAsync(
                    accounts.Length,
                    Makers,
                    TimeSpan.MaxValue,
                    async i =>
                    {
                        await SendAsync(client, accounts[i].SignUp, 201, cancellationToken);
                        count();
                    }
                )
        );
        var tokens = await TokensAsync(accounts.Length, cancellationToken);
        var active = accounts.Where(account => account.Side == Side.Active).ToArray();
        await ProgressDisplay.ShowAsync(
            "Activations",
            active.Length,
            count =>
                ClosedLoop.RunAsync(
                    active.Length,
                    Makers,
                    TimeSpan.MaxValue,
                    async i =>
                    {
                        await SendAsync(
                            client,
                            (Paths.Activate, Encoding.ASCII.GetBytes($$"""{"token":"{{tokens[active[i].Email]}}"}""")),
                            200,
                            cancellationToken
                        );
                        count();
                    }
                )
        );
    }

    private async Task<Dictionary<string, string>> TokensAsync(int count, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(store.Settings["DataDirectory"], "mail");
        var start = Stopwatch.GetTimestamp();
        while (Directory.GetFiles(folder, "*.eml").Length < count)
        {
            if (Stopwatch.GetElapsedTime(start) > MailPatience)
            {
                throw new InvalidOperationException(
                    $"{Directory.GetFiles(folder, "*.eml").Length} mails of {count} came to {folder}."
                );
            }

            await Task.Delay(100, cancellationToken);
        }

        // The mails are quoted-printable.
        return Directory
            .GetFiles(folder, "*.eml")
            .Select(File.ReadAllText)
            .ToDictionary(
                mail => mail[(mail.IndexOf("\nTo: ", StringComparison.Ordinal) + "\nTo: ".Length)..].Split('\r')[0],
                mail =>
                    TokenOf(
                        mail.Replace("=\r\n", "", StringComparison.Ordinal)
                            .Replace("=3D", "=", StringComparison.Ordinal)
                    )
            );

        static string TokenOf(string mail) =>
            mail.Substring(mail.IndexOf(TokenStart, StringComparison.Ordinal) + TokenStart.Length, TokenLength);
    }

    // The JIT compiles all code before the first measured question.
    private async Task WarmAsync(ServiceClient client, CancellationToken cancellationToken)
    {
        const int notAmongThem = 900_000;
        foreach (var question in Enum.GetValues<Question>())
        {
            for (var i = 0; i < Math.Min(names, 200); i++)
            {
                await TimeAsync(client, new(question, Side.Nobody, notAmongThem + i), null, cancellationToken);
            }
        }
    }

    private async Task AskAsync(
        ServiceClient client,
        Probe[] probes,
        Memory memory,
        CancellationToken cancellationToken
    )
    {
        RandomNumberGenerator.Shuffle(probes.AsSpan());
        await ProgressDisplay.ShowAsync(
            $"{memory}",
            probes.Length,
            async count =>
            {
                foreach (var probe in probes)
                {
                    _times.Add(
                        (
                            probe.Question,
                            memory,
                            probe.Side,
                            await TimeAsync(
                                client,
                                probe,
                                probe.Ask.Path == Paths.LogIn ? Unauthorized : 202,
                                cancellationToken
                            )
                        )
                    );
                    count();
                }
            }
        );
    }

    private async Task LockAsync(ServiceClient client, Probe[] probes, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < LockAfter; tries++)
        {
            await AskAboutLocksAsync(Unauthorized, isTimed: false);
        }

        for (var done = 0; done < samples; done += LockedNames)
        {
            await AskAboutLocksAsync(TooMany, isTimed: true);
        }

        async Task AskAboutLocksAsync(int status, bool isTimed)
        {
            RandomNumberGenerator.Shuffle(probes.AsSpan());
            foreach (var probe in probes)
            {
                var time = await TimeAsync(client, probe, status, cancellationToken);
                if (isTimed)
                {
                    _times.Add((probe.Question, Memory.Locked, probe.Side, time));
                }
            }
        }
    }

    private async Task<double> TimeAsync(
        ServiceClient client,
        Probe probe,
        int? expected,
        CancellationToken cancellationToken
    )
    {
        if (probe.Before is { } before)
        {
            await client.PostAsync(before.Path, before.Body, cancellationToken);
        }

        var (path, body) = probe.Ask;
        var start = Stopwatch.GetTimestamp();
        var status = await client.PostAsync(path, body, cancellationToken);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (expected is not null && status != expected)
        {
            _breaches.Add($"{probe.Question}, {probe.Side}: {status}");
        }

        return time;
    }

    private static async Task SendAsync(
        ServiceClient client,
        (string Path, byte[] Body) request,
        int expected,
        CancellationToken cancellationToken
    )
    {
        var status = await client.PostAsync(request.Path, request.Body, cancellationToken);
        if (status != expected)
        {
            throw new InvalidOperationException($"{request.Path} answered {status}.");
        }
    }
}
