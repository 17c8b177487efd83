using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRegistration.Admission;
using OrleansRegistration.Errors;
using OrleansRegistration.Faults;
using OrleansRegistration.Passwords;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>How many sign-ups are admitted at once, by a clock of the test.</summary>
public sealed class SignUpAdmissionTests : IDisposable
{
    private const int Most = 4096;
    private const int Patience = 2;
    private readonly IOptions<RegistrationOptions> _options = Options.Create(
        new RegistrationOptions { MaxInFlight = Most, PatienceSeconds = Patience }
    );
    private readonly StoppedClock _clock = new();
    private readonly Line _line = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SignUpAdmission _admission;

    public SignUpAdmissionTests() => _admission = new(_options, _clock, Meters, _line);

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    private static int Least => 32 * Environment.ProcessorCount;

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task At_first_as_many_are_let_in_as_the_setting_says()
    {
        var places = Enumerable.Range(0, Most + 1).Select(_ => Enter()).ToArray();
        Assert.True(_admission.IsFull);
        Assert.IsType<Problem>(await places[^1].Answer);
        Assert.DoesNotContain(places[..^1], place => place.Answer.IsCompleted);
    }

    [Fact]
    [Trait("Fault", "E6")]
    public void First_burst_is_as_long_as_the_line_serves_in_three_quarters_of_the_patience()
    {
        _line.Seconds = 0.015;
        var places = Enumerable.Range(0, 300).Select(_ => Enter()).ToArray();
        var waiting = places.Count(place => !place.Answer.IsCompleted);
        Assert.Equal(100, waiting); // 100 × 15 ms = 1.5 s
        Assert.Equal(1, _admission.Load());
        FaultTable.Now(
            "E6",
            "300 sign-ups at once on a service that has hashed nothing yet, a hash each 15 ms",
            $"{waiting} let in, {300 - waiting} refused at once"
        );
    }

    [Fact]
    public async Task Hashes_that_get_slower_close_the_door_and_faster_ones_open_it()
    {
        _line.Seconds = 0.015;
        var places = Enumerable.Range(0, 90).Select(_ => Enter()).ToList();
        Assert.False(_admission.IsFull);
        _line.Seconds = 0.03;
        Assert.True(_admission.IsFull);
        Assert.IsType<Problem>(await Enter().Answer);
        _line.Seconds = 0.01;
        Assert.False(_admission.IsFull);
        Assert.DoesNotContain(places, place => place.Answer.IsCompleted);
    }

    [Fact]
    public void However_slow_hashes_are_one_sign_up_is_let_in()
    {
        _line.Seconds = 60;
        Assert.False(Enter().Answer.IsCompleted);
        Assert.True(_admission.IsFull);
    }

    [Fact]
    public void Own_permit_does_not_count_as_load()
    {
        _line.Seconds = 60;
        Enter();
        Assert.Equal(1, _admission.Load());
        Assert.Equal(0, _admission.Load(own: 1));
    }

    [Fact]
    public async Task Only_those_are_let_in_who_will_have_their_account_before_their_patience_ends()
    {
        await RunAsync(clients: 1000, perSecond: 250);
        Assert.InRange(_admission.Limit, 490, 510);

        await RunAsync(clients: 400, perSecond: 1000);
        Assert.InRange(_admission.Limit, 1950, 2050);
    }

    [Fact]
    public async Task Where_silos_elsewhere_hash_the_first_burst_is_small_and_answers_in_time_widen_the_door()
    {
        var remote = new SignUpAdmission(_options, _clock, Meters);
        Assert.Equal(Least, remote.Limit);
        await RunAsync(clients: 1000, perSecond: 1000, remote);
        Assert.InRange(remote.Limit, 1950, 2050);
    }

    [Fact]
    public async Task Few_sign_ups_on_an_idle_service_do_not_narrow_the_door()
    {
        await RunAsync(clients: 1, perSecond: 20);
        Assert.Equal(Most, _admission.Limit);
    }

    [Fact]
    public async Task Refused_forms_say_nothing_about_the_time_that_accounts_take()
    {
        for (var i = 0; i < 2000; i++)
        {
            var place = Enter();
            _clock.MoveOn(TimeSpan.FromSeconds(30));
            await place.LeaveAsync(TypedResults.Problem());
        }

        Assert.Equal(Most, _admission.Limit);
    }

    [Fact]
    public async Task However_slow_accounts_are_some_are_let_in()
    {
        await RunAsync(clients: 64, perSecond: 0.001);
        Assert.Equal(Least, _admission.Limit);
    }

    /// <summary>
    /// Clients that come again at once. The service makes a fixed number of accounts a second, one after another.
    /// </summary>
    private async Task RunAsync(int clients, double perSecond, SignUpAdmission? door = null)
    {
        var admission = door ?? _admission;
        var inside = new Queue<Place>();
        for (var done = 0; done < 2000; done++)
        {
            while (inside.Count < clients && !admission.IsFull)
            {
                inside.Enqueue(new(admission));
            }

            _clock.MoveOn(TimeSpan.FromSeconds(1 / perSecond));
            await inside.Dequeue().LeaveAsync(Created());
        }

        while (inside.TryDequeue(out var place))
        {
            await place.LeaveAsync(TypedResults.Problem());
        }
    }

    private static Results<Created<RegisterResponse>, Problem> Created() =>
        TypedResults.Created("/", new RegisterResponse("", "", "", "", "", false, "", 0, null));

    private Place Enter() => new(_admission);

    /// <summary>One sign-up, which ends when the test says so.</summary>
    private sealed class Place
    {
        private readonly TaskCompletionSource<object?> _end = new();

        public Place(SignUpAdmission admission) =>
            Answer = admission
                .FilterAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => new(_end.Task))
                .AsTask();

        public Task<object?> Answer { get; }

        public async Task LeaveAsync(IResult result)
        {
            _end.SetResult(result);
            await Answer;
        }
    }

    /// <summary>A line with one hash at a time and no log-ins.</summary>
    private sealed class Line : ISignUpLine
    {
        public double Seconds { get; set; }

        public TimeSpan WaitBehind(int before) => before * TimeSpan.FromSeconds(Seconds);
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void MoveOn(TimeSpan by) => _ticks += by.Ticks;
    }
}
