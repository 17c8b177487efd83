namespace OrleansRegistration.Tests;

/// <summary>The service with few codes an account, so that the limit is met.</summary>
public sealed class AccountService : Service
{
    public const int MaxCodes = 3;

    public AccountService() =>
        Settings["Registration:MaxCodes"] = MaxCodes.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
