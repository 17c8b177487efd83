using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Setting <c>Registration:MaxCodes</c>.</summary>
public sealed class CodeOptions
{
    /// <summary>
    /// How many codes an account may have in its life, the first included. Default 20. Every description of an account
    /// reads all of its codes.
    /// </summary>
    [Range(1, 1000, ErrorMessage = "Registration:MaxCodes must be from 1 to 1000.")]
    public int MaxCodes { get; set; } = 20;
}
