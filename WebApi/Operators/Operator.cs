using System.Security.Claims;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Operators;

/// <summary>
/// Who calls an operators' route: a signed-in administrator, or a service with an API key. Handlers take an
/// <see cref="Operator"/> as a parameter.
/// </summary>
/// <param name="Actor">The caller, as the audit log names it.</param>
/// <param name="Admin">The account and session of an administrator; <c>null</c> for a service.</param>
internal sealed record Operator(Actor Actor, Caller? Admin)
{
    /// <summary>Reads the claims; called by routing.</summary>
    public static ValueTask<Operator?> BindAsync(HttpContext context) => new(Of(context.User));

    /// <summary>Reads the claims, or returns <c>null</c> without valid credentials.</summary>
    public static Operator? Of(ClaimsPrincipal principal) =>
        ApiKeyClaims.ServiceOf(principal) is { } service ? new(new(ActorKind.Service, service), null)
        : Caller.Of(principal) is { } caller ? new(new(ActorKind.Admin, caller.User.ToString()), caller)
        : null;

    /// <summary>Says of an act that this caller asks for it.</summary>
    /// <param name="reason">Why; <c>null</c> where no reason is required.</param>
    /// <param name="id">The id of the act, if an <c>Idempotency-Key</c> decides it; <c>null</c> for a new one.</param>
    public ActRequest Asks(string? reason = null, Guid? id = null) => new(id ?? Guid.NewGuid(), Actor, reason);
}
