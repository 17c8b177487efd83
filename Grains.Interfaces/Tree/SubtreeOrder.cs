using System.Collections.Immutable;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>What a job on a subtree is asked for. A job has it as its parameters.</summary>
/// <param name="Root">The account whose subtree is frozen or unfrozen.</param>
/// <param name="Accounts">
/// What happens to the accounts: <see cref="Stay"/>, <see cref="Disable"/> or <see cref="Enable"/>.
/// </param>
public sealed record SubtreeOrder(UserId Root, string Accounts)
{
    /// <summary>The accounts stay as they are.</summary>
    public const string Stay = "stay";

    /// <summary>A freeze disables the accounts, too.</summary>
    public const string Disable = "disable";

    /// <summary>The end of a freeze enables the accounts that the freeze has disabled.</summary>
    public const string Enable = "enable";

    /// <summary>Writes the parameters of the job.</summary>
    public ImmutableDictionary<string, string> Write() =>
        ImmutableDictionary.CreateRange(
            StringComparer.Ordinal,
            [KeyValuePair.Create("root", Root.ToString()), KeyValuePair.Create("accounts", Accounts)]
        );

    /// <summary>Reads the parameters of the job; <c>null</c> when they do not name a root.</summary>
    public static SubtreeOrder? Read(IReadOnlyDictionary<string, string> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return UserId.TryParse(parameters["root"], out var root) ? new(root, parameters["accounts"]) : null;
    }
}
