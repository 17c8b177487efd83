using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Users;

namespace OrleansRegistration.Importing;

/// <summary>
/// Derives ids from the name of a source and a primary key there, so that a repeated import meets what the first one
/// wrote: UUIDs of version 8 from SHA-256 (RFC 9562, B.2).
/// </summary>
internal sealed class ImportIds(string source)
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int MadeUpLength = 10;

    /// <summary>The id of an account.</summary>
    public UserId User(long number) => new(Derive("user", number));

    /// <summary>The attempt that signs the account up.</summary>
    public Guid SignUp(long number) => Derive("sign-up", number);

    /// <summary>The attempt that activates the account.</summary>
    public Guid Activation(long number) => Derive("activation", number);

    /// <summary>A username and nickname for an account that cannot have its own.</summary>
    /// <param name="tries">How many of these names other accounts have.</param>
    public string Name(long number, int tries)
    {
        var bytes = Hash(string.Create(CultureInfo.InvariantCulture, $"name {tries}"), number);
        return "user-" + string.Concat(bytes.Take(MadeUpLength).Select(b => Alphabet[b % Alphabet.Length]));
    }

    /// <summary>An address for an account without one. No mail can reach it (RFC 2606).</summary>
    public string Email(long number, int tries) =>
        string.Create(CultureInfo.InvariantCulture, $"{Derive($"email {tries}", number):N}@import.invalid");

    private Guid Derive(string purpose, long number)
    {
        var bytes = Hash(purpose, number).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    private byte[] Hash(string purpose, long number) =>
        SHA256.HashData(
            Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"import-django\n{purpose}\n{number}\n{source}")
            )
        );
}
