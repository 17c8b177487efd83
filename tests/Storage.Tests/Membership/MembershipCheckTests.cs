using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using OrleansRegistration.Hosting;
using OrleansRegistration.Placement;

namespace OrleansRegistration.Storage;

/// <summary>When a node trusts its memory. Time passes only in the looks at the table of the members.</summary>
public sealed class MembershipCheckTests : TimeProvider, IClusterMembershipService, ILocalSiloDetails
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.5);

    private readonly MemoryTrust _trust;
    private readonly List<bool> _wasGood = [];
    private readonly Queue<(TimeSpan Takes, SiloStatus? Status)> _looks = [];
    private readonly TaskCompletionSource _isDone = new();
    private SiloStatus _status;
    private TimeSpan _now = TimeSpan.FromDays(1);

    public MembershipCheckTests() => _trust = new(this);

    public string Name => "a node";

    public string ClusterId => "registration";

    public string DnsHostName => "localhost";

    public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    public SiloAddress GatewayAddress => SiloAddress;

    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();

    public ClusterMembershipSnapshot CurrentSnapshot =>
        new(
            ImmutableDictionary<SiloAddress, ClusterMember>.Empty.Add(SiloAddress, new(SiloAddress, _status, Name)),
            new(1)
        );

    [Fact]
    public async Task Memory_is_good_from_the_second_look_on() =>
        Assert.Equal(
            [false, false, true, true],
            await LookAsync((Beat, SiloStatus.Active), (Beat, SiloStatus.Active), (Beat, SiloStatus.Active))
        );

    [Fact]
    public async Task Memory_is_not_good_once_the_node_reads_that_it_is_dead() =>
        Assert.Equal(
            [false, false, true, false],
            await LookAsync((Beat, SiloStatus.Active), (Beat, SiloStatus.Active), (Beat, SiloStatus.Dead))
        );

    [Fact]
    public async Task A_look_that_began_before_the_process_was_frozen_makes_memory_good_no_more() =>
        Assert.Equal(
            [false, false, true, false, false, true],
            await LookAsync(
                (Beat, SiloStatus.Active),
                (Beat, SiloStatus.Active),
                (TimeSpan.FromSeconds(10), SiloStatus.Active),
                (Beat, SiloStatus.Active), // this one may have shared the look before
                (Beat, SiloStatus.Active)
            )
        );

    [Fact]
    public async Task Without_an_answer_of_the_table_memory_is_good_for_three_seconds() =>
        Assert.Equal(
            [false, false, true, true, false],
            await LookAsync(
                (Beat, SiloStatus.Active),
                (Beat, SiloStatus.Active),
                (TimeSpan.FromSeconds(1.5), null),
                (TimeSpan.FromSeconds(1.5), null)
            )
        );

    public override long GetTimestamp() => _now.Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, TimeSpan.Zero, period);

    public async ValueTask Refresh(MembershipVersion minimumVersion, CancellationToken cancellationToken)
    {
        _wasGood.Add(_trust.IsGood);
        if (!_looks.TryDequeue(out var look))
        {
            _isDone.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        _now += look.Takes;
        _status = look.Status ?? throw new TimeoutException("The table does not answer.");
    }

    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();

    /// <summary>Whether memory was good at the beginning of each look, and after the last one.</summary>
    private async Task<IReadOnlyList<bool>> LookAsync(params (TimeSpan Takes, SiloStatus? Status)[] looks)
    {
        Array.ForEach(looks, _looks.Enqueue);
        using var check = new MembershipCheck(this, this, _trust, this, NullLogger<MembershipCheck>.Instance);
        await check.StartAsync(TestContext.Current.CancellationToken);
        await _isDone.Task.WaitAsync(TestContext.Current.CancellationToken);
        return _wasGood;
    }
}
