using System.Collections.Immutable;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Sessions;

/// <summary>The stored sessions of one user, and the rules on them.</summary>
internal sealed record SessionRecord
{
    public ImmutableArray<SessionFamily> Families
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>
    /// The session that the sign-up opened has ended. As long as this is <c>false</c> and no family has the user's id,
    /// that session exists without a family (docs/adr/0011-sessions-and-keys.md).
    /// </summary>
    public bool SignUpSessionEnded { get; init; }

    /// <summary><see cref="SessionFamily.Generation"/> of the sign-up's session as long as it has no family.</summary>
    public int? SignUpGeneration { get; init; }

    /// <summary>
    /// <see cref="SessionFamily.WrongPasswords"/> of the sign-up's session as long as it has no family.
    /// </summary>
    public int? SignUpWrongPasswords { get; init; }

    /// <summary>The account has ended, and no session is stored any more. <c>null</c> until then.</summary>
    public bool? Closed { get; init; }

    /// <summary>The last act on the sessions; <c>null</c> before the first. Kept for ever.</summary>
    public Act? Act { get; init; }

    /// <summary>
    /// Adds a session. Removes expired sessions and, past the limit, the one used longest ago. A sign-up's session
    /// without a family counts as used longest ago, because all others were opened later.
    /// </summary>
    public SessionRecord Add(SessionFamily family, Guid user, DateTimeOffset now)
    {
        var kept = Keep(f => f.ExpiresAt > now, user);
        while (kept.Families.Length >= RefreshOptions.MaxFamilies)
        {
            var oldest = kept.Families.MinBy(f => f.LastUsedAt)!.Id;
            kept = kept.Keep(f => f.Id != oldest, user);
        }

        var isFull = kept.Families.Length == RefreshOptions.MaxFamilies - 1 && kept.Families.All(f => f.Id != user);
        return kept with
        {
            Families = kept.Families.Add(family),
            SignUpSessionEnded = kept.SignUpSessionEnded || isFull,
        };
    }

    /// <summary>
    /// Ends the sessions that <paramref name="keep"/> rejects. If the sign-up's session is among them, it is also
    /// marked as ended for good.
    /// </summary>
    public SessionRecord Keep(Predicate<SessionFamily> keep, Guid user)
    {
        var families = Families.RemoveAll(f => !keep(f));
        return families.Length == Families.Length
            ? this
            : this with
            {
                Families = families,
                SignUpSessionEnded =
                    SignUpSessionEnded || (Families.Any(f => f.Id == user) && families.All(f => f.Id != user)),
            };
    }

    /// <summary>Replaces a family.</summary>
    public SessionRecord Set(SessionFamily family) =>
        this with
        {
            Families = [.. Families.Where(f => f.Id != family.Id), family],
        };
}
