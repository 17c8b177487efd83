using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Tests;

/// <summary>Acts that tests ask for.</summary>
public static class Acts
{
    /// <summary>A new act.</summary>
    public static ActRequest New(string? reason = null) => new(Guid.NewGuid(), new(ActorKind.Command, "test"), reason);

    /// <summary>Sets limit, expiry and whether a code is enabled.</summary>
    public static Task<bool> SetTermsAsync(this IInvitationCodeGrain code, InvitationTerms terms) =>
        code.ChangeAsync(new(terms.Enabled, new(terms.Limit), new(terms.ExpiresAt)), New());
}
