using System.Text.RegularExpressions;

namespace OrleansRegistration.Tests;

/// <summary>Reads rows of a cluster's store.</summary>
internal static partial class ClusterRows
{
    /// <summary>The account of each user's row, as an operation that read it.</summary>
    public static async Task<IReadOnlyList<Operation>> AccountsAsync(this Cluster cluster) =>
        await cluster.ReadAsync(
            """
            select grain_key, payload->>'username_key', payload->>'nickname_key', payload->>'email_key',
                payload->>'inviter_code'
            from grain_state where grain_type = 'user' and payload->>'status' = 'Live'
            """,
            row =>
            {
                string[] names =
                [
                    $"username/{row.GetString(1)}",
                    $"nickname/{row.GetString(2)}",
                    $"email/{row.GetString(3)}",
                ];
                return new Operation
                {
                    Process = 0,
                    What = What.Row,
                    Key = names.Select(name => Own().Match(name)).First(match => match.Success).Groups[1].Value,
                    Names = names,
                    User = row.GetString(0)["user/".Length..],
                    Code = row.IsDBNull(4) ? null : row.GetString(4),
                };
            }
        );

    /// <summary>A name that no other sign-up wants has the key of its sign-up.</summary>
    [GeneratedRegex("/(?:user|nick |mail)([0-9]{8})")]
    private static partial Regex Own();
}
