namespace OrleansRegistration.Operators;

/// <summary>
/// What an operators' route needs. An API key has some of these scopes; a signed-in administrator has all of them.
/// </summary>
[GenerateSerializer, Alias("scope")]
public enum Scope
{
    /// <summary>Reads codes, their counts and who used them.</summary>
    CodesRead,

    /// <summary>Makes codes and changes their terms.</summary>
    CodesWrite,

    /// <summary>Reads accounts, with personal data.</summary>
    PeopleRead,

    /// <summary>Disables accounts, sends mails again, sets levels.</summary>
    PeopleWrite,

    /// <summary>Records purchases and refunds.</summary>
    PurchasesWrite,

    /// <summary>Reads the audit log.</summary>
    AuditRead,

    /// <summary>Reads statistics.</summary>
    StatisticsRead,

    /// <summary>Only for a signed-in administrator: API keys, roles, webhooks, and what cannot be undone.</summary>
    AdminOnly,
}
