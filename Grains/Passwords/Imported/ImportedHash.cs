using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace OrleansRegistration.Passwords;

/// <summary>
/// A password hash as Django stores it: the algorithm, a dollar sign, and what the algorithm needs. It is kept as it
/// came until the first log-in with the right password (docs/adr/0036-import-django.md).
/// </summary>
/// <remarks>
/// Every parameter that costs memory or time has a cap, so that whoever wrote the imported database cannot make one
/// log-in take gigabytes or minutes. The caps are above every default that Django ever had.
/// </remarks>
internal sealed partial class ImportedHash
{
    /// <summary>The stored text of an imported account whose password nobody can use, as in Django.</summary>
    public const string Unusable = "!";

    private const int MaxIterations = 2_000_000;
    private const int MaxArgonMemoryKiB = 131_072;
    private const int MaxArgonPasses = 4;
    private const int MaxLanes = 16;
    private const int MinBcryptCost = 4;
    private const int MaxBcryptCost = 14;
    private const int MaxScryptBytes = 64 << 20;
    private const int MaxScryptLanes = 8;
    private const int MaxSaltUnits = 128;
    private const int MinHashBytes = 16;
    private const int MaxHashBytes = 64;
    private const int ScryptBlockBytes = 128;

    private readonly Func<byte[], bool> _matches;

    private ImportedHash(string algorithm, Func<byte[], bool> matches) => (Algorithm, _matches) = (algorithm, matches);

    /// <summary>Django's name of the algorithm.</summary>
    public string Algorithm { get; }

    /// <summary>Whether a stored text is not a hash of this service, but came with an import.</summary>
    public static bool IsImported(string stored) => stored.Length > 0 && stored[0] != '$';

    /// <summary>Django's name of the algorithm of a text, of any that Django had; empty for no name.</summary>
    public static string AlgorithmOf(string stored) =>
        stored.IndexOf('$', StringComparison.Ordinal) is > 0 and var end ? stored[..end] : "";

    /// <summary>
    /// Parses a stored text. <c>null</c> when it is unusable, of an unknown or broken algorithm, malformed, or above a
    /// cap.
    /// </summary>
    public static ImportedHash? TryParse(string stored)
    {
        var algorithm = AlgorithmOf(stored);
        var rest = algorithm.Length == 0 ? "" : stored[(algorithm.Length + 1)..];
        var matches = algorithm switch
        {
            "pbkdf2_sha256" => Pbkdf2(rest, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes),
            "pbkdf2_sha1" => Pbkdf2(rest, HashAlgorithmName.SHA1, SHA1.HashSizeInBytes),
            "argon2" => Argon2(rest),
            "bcrypt" => Bcrypt(rest, password => password),
            "bcrypt_sha256" => Bcrypt(
                rest,
                password => Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(password)))
            ),
            "scrypt" => Scrypt(rest),
            _ => null,
        };
        return matches is null ? null : new(algorithm, matches);
    }

    /// <summary>
    /// Whether this is the hash of <paramref name="password"/>. Django hashes a password as it was typed, in UTF-8.
    /// </summary>
    public bool Matches(string password) => _matches(Encoding.UTF8.GetBytes(password));

    /// <inheritdoc/>
    /// <remarks>Hides the hash, because messages are logged.</remarks>
    public override string ToString() => Algorithm;

    private static Func<byte[], bool>? Pbkdf2(string text, HashAlgorithmName algorithm, int size)
    {
        var parts = text.Split('$');
        if (
            parts.Length != 3
            || ParseNumber(parts[0], 1, MaxIterations) is not { } iterations
            || parts[1].Length is 0 or > MaxSaltUnits
            || Decode(parts[2]) is not { } hash
            || hash.Length != size
        )
        {
            return null;
        }

        var salt = Encoding.UTF8.GetBytes(parts[1]);
        return password => Equal(hash, Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, algorithm, size));
    }

    private static Func<byte[], bool>? Argon2(string text)
    {
        if (
            Phc.Match(text) is not { Success: true } match
            || ParseNumber(match.Groups["m"].Value, 8, MaxArgonMemoryKiB) is not { } memory
            || ParseNumber(match.Groups["t"].Value, 1, MaxArgonPasses) is not { } passes
            || ParseNumber(match.Groups["p"].Value, 1, MaxLanes) is not { } lanes
            || Decode(match.Groups["salt"].Value) is not { Length: >= 8 and <= MaxSaltUnits } salt
            || Decode(match.Groups["hash"].Value) is not { Length: >= MinHashBytes and <= MaxHashBytes } hash
        )
        {
            return null;
        }

        var type = match.Groups["type"].Value is "id" ? Argon2Parameters.Argon2id : Argon2Parameters.Argon2i;
        var version = match.Groups["v"].Value is "19" ? Argon2Parameters.Version13 : Argon2Parameters.Version10;
        return password =>
        {
            var generator = new Argon2BytesGenerator();
            generator.Init(
                new Argon2Parameters.Builder(type)
                    .WithVersion(version)
                    .WithMemoryAsKB(memory)
                    .WithIterations(passes)
                    .WithParallelism(lanes)
                    .WithSalt(salt)
                    .Build()
            );
            var derived = new byte[hash.Length];
            generator.GenerateBytes(password, derived);
            return Equal(hash, derived);
        };
    }

    private static Func<byte[], bool>? Bcrypt(string text, Func<byte[], byte[]> prepare) =>
        BcryptText.Match(text) is { Success: true } match
        && ParseNumber(match.Groups["cost"].Value, MinBcryptCost, MaxBcryptCost) is not null
            ? password => OpenBsdBCrypt.CheckPassword(text, Encoding.UTF8.GetChars(prepare(password)))
            : null;

    private static Func<byte[], bool>? Scrypt(string text)
    {
        var parts = text.Split('$');
        if (
            parts.Length != 5
            || ParseNumber(parts[0], 2, MaxScryptBytes) is not { } cost
            || !int.IsPow2(cost)
            || parts[1].Length is 0 or > MaxSaltUnits
            || ParseNumber(parts[2], 1, MaxScryptBytes) is not { } block
            || (long)cost * block * ScryptBlockBytes > MaxScryptBytes
            || ParseNumber(parts[3], 1, MaxScryptLanes) is not { } lanes
            || Decode(parts[4]) is not { Length: >= MinHashBytes and <= MaxHashBytes } hash
        )
        {
            return null;
        }

        var salt = Encoding.UTF8.GetBytes(parts[1]);
        return password => Equal(hash, SCrypt.Generate(password, salt, cost, block, lanes, hash.Length));
    }

    private static int? ParseNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= least
        && number <= most
            ? number
            : null;

    private static byte[]? Decode(string base64)
    {
        var text = base64.TrimEnd('=');
        var bytes = new byte[text.Length];
        return
            text.Length <= 2 * MaxSaltUnits
            && Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var length)
            ? bytes[..length]
            : null;
    }

    private static bool Equal(byte[] hash, byte[] derived) => CryptographicOperations.FixedTimeEquals(hash, derived);

    [GeneratedRegex(
        @"^argon2(?<type>id|i)(\$v=(?<v>16|19))?\$m=(?<m>[0-9]{1,9}),t=(?<t>[0-9]{1,9}),p=(?<p>[0-9]{1,9})"
            + @"\$(?<salt>[A-Za-z0-9+/]{1,172})\$(?<hash>[A-Za-z0-9+/]{1,86})\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Phc { get; }

    [GeneratedRegex(
        @"^\$2[aby]\$(?<cost>[0-9]{2})\$[./A-Za-z0-9]{53}\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex BcryptText { get; }
}
