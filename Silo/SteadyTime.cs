using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OrleansRegistration.Hosting;

/// <summary>
/// A clock that nobody can set: the time at the start of this process plus the time since then. Orleans uses it. With a
/// clock that is put back, Orleans refuses every new grain; with a clock that is put forward, a silo believes that it
/// is dead and ends the process.
/// </summary>
internal sealed class SteadyTime(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset _start = time.GetUtcNow();
    private readonly long _startedAt = time.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + time.GetElapsedTime(_startedAt);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);

    /// <summary>
    /// Makes all parts of Orleans in a silo use this clock. Call it after Orleans has added its services.
    /// </summary>
    public static void Use(IServiceCollection services)
    {
        services.TryAddSingleton(new SteadyTime(TimeProvider.System));
        for (var i = 0; i < services.Count; i++)
        {
            var service = services[i];
            if (
                !service.IsKeyedService
                && service.ImplementationType is { IsGenericTypeDefinition: false } type
                && IsOfOrleans(type)
                && AsksForTime(type)
            )
            {
                services[i] = new(
                    service.ServiceType,
                    provider =>
                        ActivatorUtilities.CreateInstance(provider, type, provider.GetRequiredService<SteadyTime>()),
                    service.Lifetime
                );
            }
        }
    }

    private static bool IsOfOrleans(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("Orleans.", StringComparison.Ordinal);

    private static bool AsksForTime(Type type) =>
        type.GetConstructors()
            .Any(made => made.GetParameters().Any(asked => asked.ParameterType == typeof(TimeProvider)));
}
