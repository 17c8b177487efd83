namespace OrleansRegistration.Passwords;

#pragma warning disable
public sealed class PasswordOptions { }
public enum PasswordCheck { Wrong, Right, RightButOutdated }
public sealed class PasswordHasher
{
    public Task<string?> TryHashAsync(string password, CancellationToken cancellationToken) => Task.FromResult<string?>("x" + password);
    public Task<PasswordCheck?> TryVerifyAsync(string password, string? phc, CancellationToken cancellationToken) => Task.FromResult<PasswordCheck?>(phc == "x" + password ? PasswordCheck.Right : PasswordCheck.Wrong);
}
