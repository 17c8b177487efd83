using Npgsql;

namespace OrleansRegistration.Rebalancing;

/// <summary>Makes the commands of the movers.</summary>
internal static class Statement
{
    /// <summary>A command whose first parameter is the id of the service.</summary>
    public static NpgsqlCommand Of(NpgsqlConnection connection, string sql, string serviceId, params object[] values)
    {
#pragma warning disable CA2100 // The callers' constants.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = serviceId });
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }
}
