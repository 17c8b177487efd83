using Microsoft.AspNetCore.Authorization;

namespace OrleansRegistration.Authorization;

/// <summary>The account is activated, as the access token says.</summary>
internal sealed class ActivatedRequirement : IAuthorizationRequirement;
