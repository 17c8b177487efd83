namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// Lists codes from the read model, which is a moment behind the records (docs/adr/0034-operators.md). Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when the database does not answer.
/// </summary>
[Alias("ICodeListGrain"), GrainInterfaceType(GrainTypes.CodeList)]
public interface ICodeListGrain : IGrainWithStringKey
{
    /// <summary>One page of codes; <c>null</c> when the cursor is of no such list.</summary>
    [Alias("list")]
    Task<CodePage?> ListAsync(CodeQuery query);
}
