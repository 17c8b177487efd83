using System.Collections.Immutable;

namespace OrleansRegistration.Sessions;

/// <summary>The stored sessions of one user, and the rules on them.</summary>
internal sealed record SessionRecord
{
    public ImmutableArray<SessionFamily> Families
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>The session that the sign-up began has ended. While this is not so and no family has the user's id, it is there without a row of its own.</summary>
    public bool SignUpSessionEnded { get; init; }

    /// <summary>As <see cref="SessionFamily.Generation"/>, of the sign-up's session while it has no row of its own.</summary>
    public int? SignUpGeneration { get; init; }

    /// <summary>
    /// As <see cref="SessionFamily.WrongPasswords"/>, of the sign-up's session while it has no row of its own.
    /// </summary>
    public int? SignUpWrongPasswords { get; init; }

    /// <summary>The account has ended, and no session is kept any more; <c>null</c> until then.</summary>
    public bool? Closed { get; init; }

    /// <summary>
    /// Adds a session; drops what has expired and, past the limit, what was used longest ago. That is the sign-up's session while it has no row:
    /// all others began later.
    /// </summary>
    public SessionRecord Add(SessionFamily family, Guid user, DateTimeOffset now)
    {
        var kept = Families
            .Where(f => f.ExpiresAt > now)
            .OrderByDescending(f => f.LastUsedAt)
            .Take(RefreshOptions.MaxFamilies - 1)
            .ToHashSet();
        var cleared = Keep(kept.Contains, user);
        var isFull = kept.Count == RefreshOptions.MaxFamilies - 1 && kept.All(f => f.Id != user);
        return cleared with
        {
            Families = cleared.Families.Add(family),
            SignUpSessionEnded = cleared.SignUpSessionEnded || isFull,
        };
    }

    /// <summary>Ends what <paramref name="keep"/> does not keep. The sign-up's session is ended for good, too, if it is stored and not kept.</summary>
    public SessionRecord Keep(Func<SessionFamily, bool> keep, Guid user)
    {
        var families = Families.Where(keep).ToImmutableArray();
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
