namespace OrleansRegistration.Operators;

/// <summary>The names of the scopes that an API key can have, for clients and for the audit log.</summary>
public static class ScopeNames
{
    /// <summary>The name of <see cref="Scope.CodesRead"/>.</summary>
    public const string CodesRead = "codes:read";

    /// <summary>The name of <see cref="Scope.CodesWrite"/>.</summary>
    public const string CodesWrite = "codes:write";

    /// <summary>The name of <see cref="Scope.PeopleRead"/>.</summary>
    public const string PeopleRead = "people:read";

    /// <summary>The name of <see cref="Scope.PeopleWrite"/>.</summary>
    public const string PeopleWrite = "people:write";

    /// <summary>The name of <see cref="Scope.PurchasesWrite"/>.</summary>
    public const string PurchasesWrite = "purchases:write";

    /// <summary>The name of <see cref="Scope.AuditRead"/>.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>The name of <see cref="Scope.StatisticsRead"/>.</summary>
    public const string StatisticsRead = "statistics:read";

    private static readonly Dictionary<Scope, string> Names = new()
    {
        [Scope.CodesRead] = CodesRead,
        [Scope.CodesWrite] = CodesWrite,
        [Scope.PeopleRead] = PeopleRead,
        [Scope.PeopleWrite] = PeopleWrite,
        [Scope.PurchasesWrite] = PurchasesWrite,
        [Scope.AuditRead] = AuditRead,
        [Scope.StatisticsRead] = StatisticsRead,
    };

    /// <summary>The name of a scope that an API key can have.</summary>
    public static string Of(Scope scope) => Names[scope];

    /// <summary>The scope with a name; <c>null</c> for none. No name leads to <see cref="Scope.AdminOnly"/>.</summary>
    public static Scope? Parse(string? name) =>
        Names.Where(pair => pair.Value == name).Select(pair => (Scope?)pair.Key).FirstOrDefault();
}
