using System.Collections.Immutable;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>What an account that was imported came with (docs/adr/0036-import-django.md).</summary>
/// <param name="Source">The name of the database that it comes from.</param>
/// <param name="Number">Its primary key there.</param>
/// <param name="Invitees">
/// How many accounts it had invited there, as that database counted. <c>null</c> for none. No record says who they are,
/// so no code counts them.
/// </param>
/// <param name="NamesToChange">
/// The names that its owner must change, because another account has them or the rules refuse them; <c>null</c> for
/// none.
/// </param>
internal sealed record Imported(
    string Source,
    long Number,
    long? Invitees = null,
    ImmutableArray<NameKind>? NamesToChange = null
)
{
    /// <summary>The same after the owner has chosen a name.</summary>
    public Imported Without(NameKind kind) =>
        this with
        {
            NamesToChange = NamesToChange is { } names && names.Remove(kind) is { IsEmpty: false } left ? left : null,
        };
}
