using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>How many sign-ups are let in at once, by a clock of the test's own.</summary>
public sealed class SignUpAdmissionTests
{
    private const int Most = 4096;
    private readonly StoppedClock _clock = new();
    private readonly SignUpAdmission _admission;

    public SignUpAdmissionTests() =>
        _admission = new(Options.Create(new RegistrationOptions { MaxInFlight = Most, PatienceSeconds = 2 }), _clock);

    [Fact]
    public async Task At_first_as_many_are_let_in_as_the_setting_says()
    {
        var places = Enumerable.Range(0, Most + 1).Select(_ => Enter()).ToArray();
        Assert.True(_admission.IsFull);
        Assert.IsType<Problem>(await places[^1].Answer);
        Assert.DoesNotContain(places[..^1], place => place.Answer.IsCompleted);
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
        Assert.Equal(32 * Environment.ProcessorCount, _admission.Limit);
    }

    /// <summary>Clients who come again at once, on a service that makes so many accounts a second, one after another.</summary>
    private async Task RunAsync(int clients, double perSecond)
    {
        var inside = new Queue<Place>();
        for (var done = 0; done < 2000; done++)
        {
            while (inside.Count < clients && !_admission.IsFull)
            {
                inside.Enqueue(Enter());
            }

            _clock.MoveOn(TimeSpan.FromSeconds(1 / perSecond));
            await inside.Dequeue().LeaveAsync(Created());
        }

        while (inside.TryDequeue(out var place))
        {
            await place.LeaveAsync(TypedResults.Problem());
        }
    }

    private static Results<Created<RegisterResponse>, Problem> Created() => TypedResults.Created("/", new RegisterResponse("", "", "", "", "", false, "", 0, null));

    private Place Enter() => new(_admission);

    /// <summary>One sign-up, which ends when the test says so.</summary>
    private sealed class Place
    {
        private readonly TaskCompletionSource<object?> _end = new();

        public Place(SignUpAdmission admission) =>
            Answer = admission.FilterAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => new(_end.Task)).AsTask();

        public Task<object?> Answer { get; }

        public async Task LeaveAsync(IResult result)
        {
            _end.SetResult(result);
            await Answer;
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void MoveOn(TimeSpan by) => _ticks += by.Ticks;
    }
}
