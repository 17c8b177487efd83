using System.Security.Cryptography;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Health;

/// <summary>Checks that the cluster and its storage answer.</summary>
internal sealed class ClusterHealthCheck(IGrainFactory grains, TimeProvider time) : IHealthCheck
{
    private const int KeyLength = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        // A new key each time, so that the answer comes from storage and not from memory. It is longer than any
        // username, so nobody has it.
        var name = new NameClaim(NameKind.Username, RandomNumberGenerator.GetHexString(KeyLength, lowercase: true));
        await Task.WhenAll(grains.GetReservation(name).FindOwnerAsync(), grains.GetProbe().CheckAsync())
            .WaitAsync(Patience, time, cancellationToken);
        return HealthCheckResult.Healthy();
    }
}
