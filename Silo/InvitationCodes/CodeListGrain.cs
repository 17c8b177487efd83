using Orleans.Concurrency;

namespace OrleansRegistration.InvitationCodes;

/// <inheritdoc cref="ICodeListGrain"/>
[GrainType(GrainTypes.CodeList), StatelessWorker]
internal sealed class CodeListGrain(CodeReader reader) : Grain, ICodeListGrain
{
    public Task<CodePage?> ListAsync(CodeQuery query) => reader.ListAsync(query);
}
