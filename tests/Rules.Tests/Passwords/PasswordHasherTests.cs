using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using OrleansRegistration.Faults;
using OrleansRegistration.Leases;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Tests;

public sealed class PasswordHasherTests
{
    // The password "password" with the salt "somesaltsomesalt", m=64, t=2, p=1. Made with libsodium; a managed Argon2
    // gives the same. It is kept so that a change of format or library is seen.
    private const string Known =
        "$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Gpj7qOY5RCXJvcMzqcdQqvgR3wcPX7SleI4c9NtXk6E";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Known_hash_is_computed_and_read_back()
    {
        using var deriver = new LibsodiumDeriver();
        var hash = PasswordHash.Compute(deriver, "password"u8, 64, 2, Encoding.ASCII.GetBytes("somesaltsomesalt"));
        Assert.Equal(Known, hash.ToPhc());
        Assert.Equal(Known, PasswordHash.Parse(Known).ToPhc());
        Assert.True(PasswordHash.Parse(Known).Matches(deriver, "password"u8));
        Assert.False(PasswordHash.Parse(Known).Matches(deriver, "Password"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$argon2i$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=64,t=2,p=2$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(
        "$argon2id$v=19$m=9999999999,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )]
    [InlineData("$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA")]
    public void Malformed_hashes_throw_without_being_quoted(string phc) =>
        Assert.DoesNotContain(
            "$",
            Assert.Throws<InvalidOperationException>(() => PasswordHash.Parse(phc)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Right_password_is_right_and_another_is_wrong()
    {
        using var hasher = Cheap();
        var phc = await hasher.TryHashAsync("correct horse", PasswordLine.SignUp, Cancel);
        Assert.Equal(PasswordCheck.Right, await hasher.TryVerifyAsync("correct horse", phc, Cancel));
        Assert.Equal(PasswordCheck.Wrong, await hasher.TryVerifyAsync("Correct horse", phc, Cancel));
        Assert.NotEqual(phc, await hasher.TryHashAsync("correct horse", PasswordLine.SignUp, Cancel));
    }

    [Fact]
    public async Task Without_a_hash_every_password_is_wrong()
    {
        using var hasher = Cheap();
        Assert.Equal(PasswordCheck.Wrong, await hasher.TryVerifyAsync("", null, Cancel));
    }

    [Fact]
    public async Task One_password_typed_two_ways_is_one()
    {
        using var hasher = Cheap();
        var phc = await hasher.TryHashAsync("caf\u00E9 \u2764\uFE0F\uD800", PasswordLine.SignUp, Cancel);
        Assert.Equal(
            PasswordCheck.Right,
            await hasher.TryVerifyAsync("cafe\u0301\u3000\u2764\uFE0F\uD800", phc, Cancel)
        );
    }

    [Fact]
    public async Task Noncharacters_in_a_password_do_not_throw()
    {
        using var hasher = Cheap();
        var phc = await hasher.TryHashAsync("\uFFFE\uFFFF\uDC00\0", PasswordLine.SignUp, Cancel);
        Assert.Equal(PasswordCheck.Right, await hasher.TryVerifyAsync("\uFFFE\uFFFF\uDC00\0", phc, Cancel));
    }

    [Fact]
    public async Task Hash_made_at_another_cost_is_right_but_outdated()
    {
        using var hasher = Cheap();
        Assert.Equal(PasswordCheck.RightButOutdated, await hasher.TryVerifyAsync("password", Known, Cancel));
        Assert.Equal(PasswordCheck.Wrong, await hasher.TryVerifyAsync("passwort", Known, Cancel));
    }

    [Fact]
    public async Task Full_queue_answers_null_at_once()
    {
        using var hasher = Cheap(queueLimit: 1, threads: 0);
        var waiting = hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel);
        Assert.Null(await hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public void Log_ins_have_a_place_when_the_line_of_sign_ups_is_full()
    {
        using var hasher = Cheap(queueLimit: 1, threads: 0);
        Assert.False(hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel).IsCompleted);
        Assert.False(hasher.TryVerifyAsync("password", Known, Cancel).IsCompleted);
    }

    [Fact]
    public async Task Log_ins_and_sign_ups_are_served_in_turn()
    {
        using var hasher = Cheap(queueLimit: 1000);
        var signUps = Enumerable
            .Range(0, 500)
            .Select(_ => hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel))
            .ToArray();
        await hasher.TryVerifyAsync("password", Known, Cancel);
        Assert.False(signUps[^1].IsCompleted);
        await Task.WhenAll(signUps);
    }

    [Fact]
    public async Task A_log_in_that_would_wait_too_long_is_refused_at_once()
    {
        // Four log-ins and one sign-up are before the fifth log-in: 5 × 0.1 s.
        using var hasher = Slow(secondsEach: 0.1, maxWait: 0.45);
        var signUp = hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel);
        var logIns = Enumerable.Range(0, 4).Select(_ => hasher.TryVerifyAsync("password", Known, Cancel)).ToArray();
        Assert.Null(await hasher.TryVerifyAsync("password", Known, Cancel));
        Assert.DoesNotContain(logIns, logIn => logIn.IsCompleted);
        Assert.False(signUp.IsCompleted);
    }

    [Fact]
    [Trait("Fault", "E6")]
    public void A_sign_up_is_never_refused_for_a_long_wait_because_its_claims_are_made()
    {
        using var hasher = Slow(secondsEach: 10, maxWait: 0.1);
        var waiting = Enumerable
            .Range(0, 16)
            .Select(_ => hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel))
            .ToArray();
        Assert.DoesNotContain(waiting, hash => hash.IsCompleted);
        FaultTable.Now(
            "E6",
            "16 sign-ups in a line of 160 s with Passwords:MaxWaitSeconds 0.1",
            $"{waiting.Count(hash => hash.IsCompleted)} refused by the line"
        );
    }

    [Fact]
    public void Wait_of_a_sign_up_is_known_before_the_first_hash_and_counts_log_ins_in_turn()
    {
        using var hasher = Slow(secondsEach: 0.1, maxWait: 60);
        Assert.Equal(TimeSpan.Zero, hasher.WaitBehind(0));
        Assert.Equal(TimeSpan.FromSeconds(1), hasher.WaitBehind(10));
        var logIns = Enumerable.Range(0, 4).Select(_ => hasher.TryVerifyAsync("password", Known, Cancel)).ToArray();
        Assert.DoesNotContain(logIns, logIn => logIn.IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(1.4), hasher.WaitBehind(10));
        Assert.Equal(TimeSpan.FromSeconds(0.4), hasher.WaitBehind(2));
    }

    [Fact]
    public async Task Cancelled_callers_stop_waiting()
    {
        using var hasher = Cheap(threads: 0);
        using var source = new CancellationTokenSource();
        var waiting = hasher.TryHashAsync("password", PasswordLine.SignUp, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            hasher.TryHashAsync("password", PasswordLine.SignUp, source.Token)
        );
    }

    [Fact]
    public async Task Nothing_of_a_password_is_in_memory_while_a_thread_waits()
    {
        var kept = new List<KeptMemoryDeriver>();
        using var hasher = Cheap(keepMemory: Keep);
        if (!KeptMemoryDeriver.IsSupported)
        {
            Assert.Empty(kept);
            return;
        }

        await hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!kept[0].Memory.IsZero())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }

        KeptMemoryDeriver Keep(int memoryKiB)
        {
            kept.Add(new(memoryKiB));
            return kept[^1];
        }
    }

    [Fact]
    public async Task Code_that_disagrees_with_libsodium_hashes_no_password()
    {
        var log = new FakeLogger<PasswordHasher>();
        using var hasher = Cheap(logger: log, keepMemory: _ => new WrongDeriver());
        var phc = await hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel);
        using var libsodium = new LibsodiumDeriver();
        Assert.True(PasswordHash.Parse(phc!).Matches(libsodium, "password"u8));
        Assert.Equal(KeptMemoryDeriver.IsSupported, log.LatestRecord.Level is LogLevel.Error);
    }

    [Fact]
    public async Task Libsodium_can_be_asked_for()
    {
        using var hasher = Cheap(
            implementation: Argon2Implementation.Libsodium,
            keepMemory: _ => throw new InvalidOperationException("was not asked for")
        );
        Assert.NotNull(await hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel));
    }

    [Fact]
    public async Task Threads_without_work_give_their_memory_back_and_hash_again()
    {
        using var deriver = new TellingDeriver();
        using var hasher = Cheap(keepMemory: _ => deriver, idle: TimeSpan.FromMilliseconds(1));
        if (!KeptMemoryDeriver.IsSupported)
        {
            return; // nothing is kept on this machine
        }

        await deriver.GaveBack.WaitAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.NotNull(await hasher.TryHashAsync("password", PasswordLine.SignUp, Cancel));
    }

    [Theory]
    [InlineData(19_456, 32, 64L << 30, 32)] // plenty
    [InlineData(19_456, 32, 512L << 20, 6)] // a container: a quarter is 128 MiB
    [InlineData(19_456, 4, 40L << 20, 1)] // one hash needs more than a quarter
    [InlineData(19_456, 4, 19L << 20, 1)] // one hash needs all
    public void As_many_threads_hash_as_a_quarter_of_the_memory_holds(
        int memoryKiB,
        int cores,
        long available,
        int threads
    ) => Assert.Equal(threads, PasswordMemory.ThreadsFor(new() { MemoryKiB = memoryKiB }, cores, available));

    [Fact]
    public void Memory_that_the_process_cannot_have_is_refused_by_the_name_of_the_setting()
    {
        var options = new PasswordOptions { MemoryKiB = 19_456 };
        Refuses(() => PasswordMemory.ThreadsFor(options, cores: 2, (19L << 20) - 1));
        Refuses(() => Cheap(keepMemory: _ => throw new InsufficientMemoryException()).Dispose());
        Refuses(() => Cheap(keepMemory: _ => new PoorDeriver()).Dispose());

        static void Refuses(Action start)
        {
            if (KeptMemoryDeriver.IsSupported)
            {
                Assert.Contains(
                    "Passwords:MemoryKiB",
                    Assert.Throws<InvalidOperationException>(start).Message,
                    StringComparison.Ordinal
                );
            }
        }
    }

    [Theory]
    [InlineData(Argon2Implementation.Auto)]
    [InlineData(Argon2Implementation.Libsodium)]
    public void Hash_that_would_outlast_a_lease_is_refused_at_start_by_the_name_of_the_setting(
        Argon2Implementation implementation
    ) =>
        Assert.StartsWith(
            "Passwords:Iterations must be from 1 to ",
            Assert
                .Throws<InvalidOperationException>(() =>
                    Cheap(implementation: implementation, mostSeconds: 1, memoryKiB: 19_456, iterations: int.MaxValue)
                        .Dispose()
                )
                .Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(7, 1, 1, 1, "Passwords:MemoryKiB")]
    [InlineData(8, 0, 1, 1, "Passwords:Iterations")]
    [InlineData(8, 1, 2, 1, "Passwords:Parallelism")]
    [InlineData(8, 1, 1, 0, "Passwords:QueueLimit")]
    [InlineData(8, 1, 1, 1, null)]
    public void Wrong_settings_name_themselves(int memory, int iterations, int parallelism, int queueLimit, string? key)
    {
        var options = new PasswordOptions
        {
            MemoryKiB = memory,
            Iterations = iterations,
            Parallelism = parallelism,
            QueueLimit = queueLimit,
        };
        var results = new List<ValidationResult>();
        Assert.Equal(
            key is null,
            Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
        );
        Assert.All(results, r => Assert.Contains(key!, r.ErrorMessage, StringComparison.Ordinal));
    }

    private static PasswordHasher Cheap(
        int queueLimit = 16,
        int threads = 1,
        Argon2Implementation implementation = Argon2Implementation.Auto,
        ILogger<PasswordHasher>? logger = null,
        Func<int, IPasswordDeriver>? keepMemory = null,
        int mostSeconds = LeaseOptions.MaxSeconds,
        TimeSpan? idle = null,
        int memoryKiB = 8,
        int iterations = 1
    ) =>
        new(
            Options.Create(
                new PasswordOptions
                {
                    MemoryKiB = memoryKiB,
                    Iterations = iterations,
                    QueueLimit = queueLimit,
                    Implementation = implementation,
                }
            ),
            TimeProvider.System,
            logger ?? NullLogger<PasswordHasher>.Instance,
            threads,
            mostSeconds,
            keepMemory,
            idle
        );

    /// <summary>A hasher that never computes a hash. Its first measurement took the given time.</summary>
    private static PasswordHasher Slow(double secondsEach, double maxWait) =>
        new(
            Options.Create(
                new PasswordOptions
                {
                    MemoryKiB = 8,
                    Iterations = 1,
                    MaxWaitSeconds = maxWait,
                }
            ),
            new TickingClock(secondsEach),
            NullLogger<PasswordHasher>.Instance,
            threads: 0
        );

    /// <summary>A clock that moves on by a fixed time whenever it is read.</summary>
    private sealed class TickingClock(double seconds) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, TimeSpan.FromSeconds(seconds).Ticks);
    }

    /// <summary>Derives like libsodium, and tells when it was to give its memory back.</summary>
    private sealed class TellingDeriver : IPasswordDeriver
    {
        private readonly LibsodiumDeriver _libsodium = new();
        private readonly TaskCompletionSource _gaveBack = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GaveBack => _gaveBack.Task;

        public byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt) =>
            _libsodium.Derive(password, memoryKiB, iterations, salt);

        public void Wipe() { }

        public void GiveBack() => _gaveBack.TrySetResult();

        public void Dispose() => _libsodium.Dispose();
    }

    /// <summary>A machine that has no memory left.</summary>
    private sealed class PoorDeriver : IPasswordDeriver
    {
        public byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt) =>
            throw new InsufficientMemoryException();

        public void Wipe() { }

        public void GiveBack() { }

        public void Dispose() { }
    }

    /// <summary>A tag with one bit that is wrong.</summary>
    private sealed class WrongDeriver : IPasswordDeriver
    {
        private readonly LibsodiumDeriver _libsodium = new();

        public byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt)
        {
            var tag = _libsodium.Derive(password, memoryKiB, iterations, salt);
            tag[^1] ^= 1;
            return tag;
        }

        public void GiveBack() { }

        public void Wipe() { }

        public void Dispose() => _libsodium.Dispose();
    }
}
