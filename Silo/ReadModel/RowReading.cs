using System.Data.Common;

namespace OrleansRegistration.ReadModel;

/// <summary>Reads columns of the read model, from both kinds of database.</summary>
internal static class RowReading
{
    /// <summary>A text, or <c>null</c>.</summary>
    public static string? TextOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>An id, or <c>null</c>.</summary>
    public static Guid? IdOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetGuid(column);

    /// <summary>A whole number, or <c>null</c>.</summary>
    public static long? NumberOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetInt64(column);

    /// <summary>A time, or <c>null</c>.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null
        : row.GetFieldType(column) == typeof(string) ? RowTimeConverter.Parse(row.GetString(column))
        : row.GetFieldValue<DateTimeOffset>(column);
}
