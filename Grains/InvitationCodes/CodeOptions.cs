using OrleansRegistration.Hosting;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Setting <c>Registration:MaxCodes</c>.</summary>
public sealed class CodeOptions
{
    /// <summary>
    /// How many codes an account may have in its life, the first included. Default 20. Every description of an account
    /// reads all of its codes.
    /// </summary>
    [SettingRange("Registration:MaxCodes", 1, 1000)]
    public int MaxCodes { get; set; } = 20;
}
