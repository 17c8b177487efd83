namespace OrleansRegistration.Hosting;

/// <summary>
/// Refuses calls to the grains of a silo that may have been declared dead: it would answer from old memory.
/// </summary>
internal sealed class MembersOnly(MembershipCheck check) : IIncomingGrainCallFilter
{
    /// <inheritdoc/>
    /// <exception cref="SiloUnavailableException">
    /// The silo is not sure that it is a member. Nothing was done.
    /// </exception>
    public Task Invoke(IIncomingGrainCallContext context) =>
        check.IsMember
            ? context.Invoke()
            : throw new SiloUnavailableException("This node is not sure that it is still a member of the cluster.");
}
