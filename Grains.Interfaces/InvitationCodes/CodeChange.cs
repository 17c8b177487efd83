namespace OrleansRegistration.InvitationCodes;

/// <summary>What an operator changes of a code. Members that are <c>null</c> stay as they are.</summary>
[GenerateSerializer, Immutable, Alias("code-change")]
public sealed record CodeChange(
    [property: Id(0)] bool? Enabled = null,
    [property: Id(1)] Change<long?>? Limit = null,
    [property: Id(2)] Change<DateTimeOffset?>? ExpiresAt = null,
    [property: Id(3)] Change<string>? Label = null,
    [property: Id(4)] Change<string>? Note = null,
    [property: Id(5)] Change<string>? EmailDomain = null
);
