namespace OrleansRegistration.Tests;

/// <summary>The service with a low limit of codes for each account, so that tests reach it.</summary>
public sealed class AccountService : Service
{
    public const int MaxCodes = 3;

    public AccountService() =>
        Settings["Registration:MaxCodes"] = MaxCodes.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
