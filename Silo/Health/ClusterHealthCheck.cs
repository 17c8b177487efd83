using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Health;

/// <summary>
/// Checks that the cluster and its storage answer. With several databases it is enough that one of them takes writes:
/// calls that need no other one succeed.
/// </summary>
internal sealed class ClusterHealthCheck(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    private const int KeyLength = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // After this wait or a failure, rows are tried whose homes are probably not all in one database.
    private static readonly TimeSpan Hesitation = TimeSpan.FromSeconds(1);
    private const int FurtherProbes = 15;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        // A new key each time, so that the answer comes from storage and not from memory. It is longer than any
        // username, so nobody has it.
        var name = new NameClaim(NameKind.Username, RandomNumberGenerator.GetHexString(KeyLength, lowercase: true));
        var check = Task.WhenAll(grains.GetReservation(name).FindOwnerAsync(), grains.GetProbe().CheckAsync());
        await Task.WhenAny(check, Task.Delay(Hesitation, time, cancellationToken));
        await (check.IsCompletedSuccessfully ? check : AnyAsync(check)).WaitAsync(Patience, time, cancellationToken);
        return HealthCheckResult.Healthy();
    }

    /// <summary>Completes when the check or one of the further probes has succeeded.</summary>
    /// <exception cref="Exception">None has: the failure of the last one.</exception>
    private async Task AnyAsync(Task check)
    {
        var tries = Enumerable.Range(1, FurtherProbes).Select(number => grains.GetProbe(number).CheckAsync());
        var last = check;
        await foreach (var one in Task.WhenEach([check, .. tries]))
        {
            last = one;
            if (one.IsCompletedSuccessfully)
            {
                break;
            }
        }

        await last;
    }
}
