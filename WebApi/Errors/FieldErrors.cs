using OrleansRegistration.Json;

namespace OrleansRegistration.Errors;

/// <summary>The failing fields of one request, in the order in which they were found.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Field, string Code)> _all = [];

    /// <summary>Whether a field fails.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>Every failing field with its error code.</summary>
    public IReadOnlyList<(string Field, string Code)> All => _all;

    /// <summary>Adds a failing field.</summary>
    public void Add(string field, string code) => _all.Add((field, code));

    /// <summary>Adds <paramref name="field"/> if its value is not a flag: neither true nor false nor absent.</summary>
    public void CheckFlag(string field, FlagField value)
    {
        if (value.IsMistyped)
        {
            Add(field, ErrorCodes.Invalid);
        }
    }
}
