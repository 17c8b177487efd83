using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace OrleansRegistration.Passwords;

/// <summary>
/// A password hash by Argon2id (RFC 9106). Its text is a PHC string, <c>$argon2id$v=19$m=19456,t=2,p=1$salt$hash</c>,
/// with salt and hash in Base64 without padding.
/// </summary>
internal sealed partial class PasswordHash
{
    /// <summary>Length of the salt in octets.</summary>
    public const int SaltSize = 16;

    /// <summary>Length of the hash in octets.</summary>
    public const int HashSize = 32;

    private readonly byte[] _salt;
    private readonly byte[] _hash;

    private PasswordHash(int memoryKiB, int iterations, byte[] salt, byte[] hash) =>
        (MemoryKiB, Iterations, _salt, _hash) = (memoryKiB, iterations, salt, hash);

    /// <summary>Memory in KiB.</summary>
    public int MemoryKiB { get; }

    /// <summary>Passes over the memory.</summary>
    public int Iterations { get; }

    /// <summary>Hashes <paramref name="password"/>.</summary>
    public static PasswordHash Compute(
        IPasswordDeriver deriver,
        ReadOnlySpan<byte> password,
        int memoryKiB,
        int iterations,
        byte[] salt
    ) => new(memoryKiB, iterations, salt, deriver.Derive(password, memoryKiB, iterations, salt));

    /// <summary>Parses a stored hash.</summary>
    /// <exception cref="InvalidOperationException">The text is not a hash that this class writes.</exception>
    public static PasswordHash Parse(string phc)
    {
        var match = Phc.Match(phc);
        if (
            match.Success
            && int.TryParse(
                match.Groups["m"].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var memoryKiB
            )
            && memoryKiB >= 8
            && int.TryParse(
                match.Groups["t"].ValueSpan,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var iterations
            )
            && iterations >= 1
        )
        {
            var salt = new byte[SaltSize];
            var hash = new byte[HashSize];
            if (
                Convert.TryFromBase64String(match.Groups["salt"].Value + "==", salt, out var saltSize)
                && saltSize == SaltSize
                && Convert.TryFromBase64String(match.Groups["hash"].Value + "=", hash, out var hashSize)
                && hashSize == HashSize
            )
            {
                return new(memoryKiB, iterations, salt, hash);
            }
        }

        throw new InvalidOperationException("A stored password hash is not an Argon2id PHC string.");
    }

    /// <summary>
    /// Whether this is the hash of <paramref name="password"/>. The time does not depend on the answer.
    /// </summary>
    public bool Matches(IPasswordDeriver deriver, ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(_hash, deriver.Derive(password, MemoryKiB, Iterations, _salt));

    /// <summary>The PHC string.</summary>
    public string ToPhc() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"$argon2id$v=19$m={MemoryKiB},t={Iterations},p=1${Encode(_salt)}${Encode(_hash)}"
        );

    /// <inheritdoc/>
    /// <remarks>Hides the hash, because messages are logged.</remarks>
    public override string ToString() => nameof(PasswordHash);

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    [GeneratedRegex(
        @"^\$argon2id\$v=19\$m=(?<m>[0-9]{1,10}),t=(?<t>[0-9]{1,10}),p=1"
            + @"\$(?<salt>[A-Za-z0-9+/]{22})\$(?<hash>[A-Za-z0-9+/]{43})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Phc { get; }
}
