using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using OrleansRegistration.Placement;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// Redeems codes for the users of this silo. In a cluster most codes live on other silos, and a message there costs
/// about as much as all else of a redemption. So settlements, which wait for no answer, go along with the next
/// redemption of the same code, or together after a second. If they are lost, the code asks (docs/protocol.md#rule-13).
/// </summary>
internal sealed class Redemptions(IGrainFactory grains, DirectoryRing ring, TimeProvider time) : IHostedService
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<InvitationCode, List<Guid>> _settled = [];
    private bool _isDue; // whether what is settled is told within a second

    /// <inheritdoc cref="IInvitationCodeGrain.RedeemAsync(RedeemRequest)"/>
    public Task<RedeemOutcome> RedeemAsync(Redemption redemption)
    {
        var code = grains.GetCode(redemption.Code);
        return Take(redemption.Code) is { } settled
            ? code.RedeemAsync(redemption.Request, [.. settled])
            : code.RedeemAsync(redemption.Request);
    }

    /// <summary>Settles a redemption soon.</summary>
    public void Settle(Redemption redemption)
    {
        if (ring.IsAlone)
        {
            grains.GetCode(redemption.Code).SettleAsync(redemption.Request.Attempt).Ignore();
            return;
        }

        lock (_settled)
        {
            if (_settled.TryGetValue(redemption.Code, out var settled))
            {
                settled.Add(redemption.Request.Attempt);
            }
            else
            {
                _settled.Add(redemption.Code, [redemption.Request.Attempt]);
            }

            if (!_isDue)
            {
                _isDue = true;
                _ = SettleLaterAsync();
            }
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Settles what is left, while the silo can still call.</remarks>
    public async Task StopAsync(CancellationToken cancellationToken) =>
        await SettleAllAsync()
            .WaitAsync(Longest, time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private List<Guid>? Take(InvitationCode code)
    {
        lock (_settled)
        {
            return _settled.Remove(code, out var settled) ? settled : null;
        }
    }

    private async Task SettleLaterAsync()
    {
        await Task.Delay(Longest, time).ConfigureAwait(false);
        await SettleAllAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Task SettleAllAsync()
    {
        KeyValuePair<InvitationCode, List<Guid>>[] settled;
        lock (_settled)
        {
            settled = [.. _settled];
            _settled.Clear();
            _isDue = false;
        }

        return Task.WhenAll(settled.Select(all => grains.GetCode(all.Key).SettleAsync([.. all.Value])));
    }
}
