namespace OrleansRegistration.ReadModel;

/// <summary>A row that was written since the read model read it.</summary>
/// <param name="Quiet">The change gives no events.</param>
internal sealed record RowChange(long Seq, string Type, string Key, bool Quiet)
{
    /// <summary>The type of a change that is a new entry of the audit log.</summary>
    public const string Audit = "audit";
}
