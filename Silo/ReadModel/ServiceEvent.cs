namespace OrleansRegistration.ReadModel;

/// <summary>Something that was committed and that other services may want to know.</summary>
/// <param name="Id">The same whenever this event is told again.</param>
/// <param name="Type">Such as <c>user.registered</c> (<see cref="EventTypes"/>).</param>
/// <param name="At">When it was committed, by the clock of the node that did it.</param>
/// <param name="Subject">The id of the account, or the invitation code.</param>
/// <param name="Data">Names in snake_case and values. Only ids, numbers and times: nothing personal.</param>
internal sealed record ServiceEvent(
    Guid Id,
    string Type,
    DateTimeOffset At,
    string Subject,
    IReadOnlyDictionary<string, string> Data
);
