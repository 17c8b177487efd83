namespace OrleansRegistration.Errors;

/// <summary>The failing fields of one request, in the order in which they were found.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Field, string Code)> _all = [];

    /// <summary>Whether there is any.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>All of them.</summary>
    public IReadOnlyList<(string Field, string Code)> All => _all;

    /// <summary>Adds one.</summary>
    public void Add(string field, string code) => _all.Add((field, code));
}
