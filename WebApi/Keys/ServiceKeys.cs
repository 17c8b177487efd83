using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Retries;
using OrleansRegistration.Storage;
using OrleansRegistration.Tokens;

namespace OrleansRegistration.Keys;

/// <summary>
/// The keys of this service as this node knows them: those of the ring that all nodes share, decrypted.
/// <see cref="KeyRefresh"/> loads them before the first request, and again once a minute.
/// </summary>
internal sealed class ServiceKeys(
    IGrainFactory grains,
    IDataProtectionProvider protection,
    MasterSecret master,
    DataDirectory data,
    IOptions<TokenOptions> options,
    TimeProvider time
)
{
    // Files of versions before the key ring. A new ring takes their keys over, so that tokens and Idempotency-Keys stay
    // valid.
    private const string OldSigningFile = "access-tokens.pem";
    private const string OldDerivationFile = "derivation.key";
    private const int DerivationBytes = 32;
    private const int MaxTries = 20;

    private volatile Loaded? _loaded;

    /// <summary>The secret that ids are derived from. It is the same on all nodes, and never changes.</summary>
    public byte[] Derivation => Current.Derivation;

    /// <summary>The key that signs now.</summary>
    public SigningKey Active => Current.Signing[KeySchedule.Active(Current.Keys, time.GetUtcNow()).Id];

    /// <summary>
    /// The keys that others must know: the next one, the active one, and those whose tokens are still valid.
    /// </summary>
    public IReadOnlyList<SigningKey> Accepted
    {
        get
        {
            var (current, now) = (Current, time.GetUtcNow());
            return
            [
                .. current
                    .Keys.Where(key => key.Purpose is KeyPurpose.Signing && !KeySchedule.IsRetired(key, now))
                    .Select(key => current.Signing[key.Id]),
            ];
        }
    }

    private Loaded Current => _loaded ?? throw new StorageUnavailableException("The keys are not loaded yet.");

    /// <summary>Loads the ring, after changing it if a key is due.</summary>
    /// <exception cref="InvalidOperationException">
    /// The ring is encrypted under another master secret; the message names the setting.
    /// </exception>
    public async Task RefreshAsync()
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var ring = await Retry.CallAsync(() => grains.GetKeyRing().GetAsync());
            if (ring.MasterCheck is not null && ring.MasterCheck != master.Check)
            {
                throw new InvalidOperationException(
                    "Keys:MasterSecret (or, when that is empty, keys/master.key in DataDirectory) is not the secret "
                        + "that the key ring in the database is encrypted under. All nodes need the same one."
                );
            }

            var keys = Next(ring.Keys);
            if (ring.MasterCheck is not null && keys == ring.Keys)
            {
                _loaded = Load(keys, _loaded);
                return;
            }

            // Read again in any case: another node may have been first.
            await grains.GetKeyRing().TryReplaceKeysAsync(ring with { MasterCheck = master.Check, Keys = keys });
        }

        throw new TimeoutException("The key ring could not be changed.");
    }

    private IDataProtector Protector => protection.CreateProtector("OrleansRegistration.KeyRing");

    private ImmutableArray<KeyRingKey> Next(ImmutableArray<KeyRingKey> keys)
    {
        var now = time.GetUtcNow();
        if (!keys.Any(key => key.Purpose is KeyPurpose.Derivation))
        {
            var secret =
                data.ReadKey(OldDerivationFile)
                ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(DerivationBytes));
            keys = keys.Add(
                new("derivation", KeyPurpose.Derivation, now, now, RetireAt: null, Protector.Protect(secret))
            );
        }

        var schedule = new KeySchedule(
            TimeSpan.FromDays(options.Value.KeyRotationDays),
            TimeSpan.FromMinutes(options.Value.AccessMinutes)
        );
        var isFirst = keys.All(key => key.Purpose is not KeyPurpose.Signing);
        return schedule.Next(
            keys,
            now,
            activeFrom =>
            {
                var pem = (isFirst ? data.ReadKey(OldSigningFile) : null) ?? SigningKey.CreatePem();
                return new(
                    SigningKey.FromPem(pem).Public.Kid,
                    KeyPurpose.Signing,
                    now,
                    activeFrom,
                    RetireAt: null,
                    Protector.Protect(pem)
                );
            }
        );
    }

    private Loaded Load(ImmutableArray<KeyRingKey> keys, Loaded? before) =>
        new(
            keys,
            keys.Where(key => key.Purpose is KeyPurpose.Signing)
                .ToDictionary(
                    key => key.Id,
                    key =>
                        before?.Signing.GetValueOrDefault(key.Id)
                        ?? SigningKey.FromPem(Protector.Unprotect(key.Secret)),
                    StringComparer.Ordinal
                ),
            before?.Derivation
                ?? Convert.FromBase64String(
                    Protector.Unprotect(keys.First(key => key.Purpose is KeyPurpose.Derivation).Secret)
                )
        );

    private sealed record Loaded(
        ImmutableArray<KeyRingKey> Keys,
        Dictionary<string, SigningKey> Signing,
        byte[] Derivation
    );
}
