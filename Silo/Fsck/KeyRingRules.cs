using OrleansRegistration.Captcha;
using OrleansRegistration.Keys;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>What the key ring must look like at every moment. Nothing is decrypted.</summary>
internal static class KeyRingRules
{
    // What ASP.NET Data Protection's ciphertexts begin with, and what its own keys hold when they are not encrypted.
    private const string ProtectedBegins = "CfDJ8";
    private const string Plain = "<masterKey";

    // The shortest that settings give; what the nodes' are is not stored.
    private static readonly TimeSpan ShortestOverlap = TimeSpan.FromMinutes(1) + KeyRing.Margin;

    /// <summary>The breaches of a ring. Until the first keys are in, there are only elements of Data Protection.</summary>
    public static IEnumerable<Breach> Check(RowKey row, KeyRingRecord ring, DateTimeOffset now)
    {
        if (
            ring.Keys.Any(key => !key.Secret.StartsWith(ProtectedBegins, StringComparison.Ordinal))
            || ring.Elements.Any(element => element.Xml.Contains(Plain, StringComparison.Ordinal))
        )
        {
            yield return Of("a secret is not encrypted");
        }

        if (ring.Keys.IsEmpty)
        {
            yield break;
        }

        if (string.IsNullOrEmpty(ring.MasterCheck))
        {
            yield return Of("nothing tells the master secret that the keys are encrypted under");
        }

        if (ring.Keys.DistinctBy(key => key.Id).Count() != ring.Keys.Length)
        {
            yield return Of("two keys have one id");
        }

        if (ring.Keys.Count(key => key.Purpose is KeyPurpose.Derivation) != 1)
        {
            yield return Of("not exactly one key derives");
        }

        var signing = ring
            .Keys.Where(key => key.Purpose is KeyPurpose.Signing)
            .OrderBy(key => key.ActiveFrom)
            .ToArray();
        if (signing.Length == 0 || signing[0].ActiveFrom > now + Clocks.MaxSkew)
        {
            yield return Of("no key signs");
        }

        if (signing.Count(key => key.RetireAt is null) != 1 || signing[^1].RetireAt is not null)
        {
            yield return Of("not exactly one signing key, the last, goes on");
        }

        if (signing.Any(key => key.MadeAt > key.ActiveFrom))
        {
            yield return Of("a key signs before it was made");
        }

        if (
            signing
                .Zip(signing.Skip(1))
                .Any(pair =>
                    pair.First.ActiveFrom == pair.Second.ActiveFrom
                    || pair.First.RetireAt < pair.Second.ActiveFrom + ShortestOverlap
                )
        )
        {
            yield return Of("a signing key is retired before its last tokens have expired");
        }

        Breach Of(string what) => new(Invariant.KeyRing, what, [row]);
    }
}
