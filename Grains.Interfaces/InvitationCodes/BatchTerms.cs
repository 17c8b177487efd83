using System.Collections.Immutable;
using System.Globalization;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The terms of all codes of a batch. A job has them as its parameters.</summary>
/// <param name="Prefix">What each code begins with; empty for nothing.</param>
public sealed record BatchTerms(string Prefix, long? Limit, DateTimeOffset? ExpiresAt, CodeDetails Details)
{
    /// <summary>The most characters of a <see cref="Prefix"/>. Eight random ones stay: 2^40 codes.</summary>
    public const int MaxPrefix = 4;

    /// <summary>Writes the parameters of the job.</summary>
    public ImmutableDictionary<string, string> Write() =>
        new[]
        {
            ("prefix", Prefix.Length == 0 ? null : Prefix),
            ("limit", Limit?.ToString(CultureInfo.InvariantCulture)),
            ("expires_at", ExpiresAt?.ToString("O", CultureInfo.InvariantCulture)),
            ("label", Details.Label),
            ("note", Details.Note),
            ("email_domain", Details.EmailDomain),
        }
            .Where(pair => pair.Item2 is not null)
            .ToImmutableDictionary(pair => pair.Item1, pair => pair.Item2!, StringComparer.Ordinal);

    /// <summary>Reads the parameters of the job.</summary>
    public static BatchTerms Read(IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new(
            parameters.GetValueOrDefault("prefix", ""),
            parameters.TryGetValue("limit", out var limit) ? long.Parse(limit, CultureInfo.InvariantCulture) : null,
            parameters.TryGetValue("expires_at", out var expiry)
                ? DateTimeOffset.ParseExact(expiry, "O", CultureInfo.InvariantCulture)
                : null,
            new(
                parameters.GetValueOrDefault("label"),
                parameters.GetValueOrDefault("note"),
                parameters.GetValueOrDefault("email_domain")
            )
        );
    }
}
