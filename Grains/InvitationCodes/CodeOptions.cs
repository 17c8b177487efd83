using OrleansRegistration.Hosting;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Settings <c>Registration:*</c> of codes.</summary>
public sealed class CodeOptions
{
    /// <summary>
    /// How many codes an account may have in its life, the first included. Default 20. Every description of an account
    /// reads all of its codes.
    /// </summary>
    [SettingRange("Registration:MaxCodes", 1, Quota.MaxCodes)]
    public int MaxCodes { get; set; } = 20;

    /// <summary>
    /// <c>Registration:MaxUses</c>: the quota of a new account: how many accounts may register with all codes that it
    /// makes itself. Default: no bound. Operators set the quota of an account that exists.
    /// </summary>
    [SettingRange("Registration:MaxUses", 0, (int)Quota.MaxUses)]
    public long? MaxUses { get; set; }

    /// <summary><c>Registration:MaxBatch</c>: how many codes a batch may have. Default 10000.</summary>
    [SettingRange("Registration:MaxBatch", 1, 1_000_000)]
    public int MaxBatch { get; set; } = 10_000;
}
