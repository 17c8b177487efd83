using Microsoft.AspNetCore.Authorization;

namespace OrleansRegistration.Authorization;

/// <summary>The account exists, is not past its time for activation, and is not disabled, as its record says.</summary>
internal sealed class OpenAccountRequirement : IAuthorizationRequirement;
