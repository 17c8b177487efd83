using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansRegistration.Admission;
using OrleansRegistration.Keys;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Captcha;

/// <summary>
/// A puzzle for the client's processor: find a counter with which PBKDF2 derives a key that begins with zeros. The
/// protocol is that of the ALTCHA widget, version 3 (altcha 3.2.2 and altcha-lib 2.8.0 on npm). A challenge is signed
/// and not stored. An answer is verified by one derivation, and can be consumed once in the whole cluster
/// (<see cref="ICaptchaGrain"/>). An answer that cost less than half of the cost of a new challenge has expired:
/// answers made on an idle service do not pass on a busy one.
/// </summary>
internal sealed class ProofOfWork : ICaptchaVerifier
{
    private const int RandomBytes = 16;

    // The widget derives an AES key, so the length must be 16, 24 or 32.
    private const int KeyBytes = 32;
    private const string Algorithm = "PBKDF2/SHA-256";

    // The load changes while a client solves: an answer passes if its cost times this reaches the cost of a new
    // challenge.
    private const int Tolerance = 2;

    private readonly CaptchaOptions _options;
    private readonly SignUpAdmission _admission;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly DerivedSecrets _secrets;

    public ProofOfWork(
        IOptions<CaptchaOptions> options,
        SignUpAdmission admission,
        IGrainFactory grains,
        DerivedSecrets secrets,
        TimeProvider time
    ) => (_options, _admission, _grains, _secrets, _time) = (options.Value, admission, grains, secrets, time);

    /// <summary>Makes a challenge: the more sign-ups are under way on this node, the harder.</summary>
    public AltchaChallenge NewChallenge()
    {
        var parameters = new AltchaParameters(
            Algorithm,
            CostAt(_admission.Load()),
            _time.GetUtcNow().AddSeconds(_options.ExpirySeconds).ToUnixTimeSeconds(),
            KeyBytes,
            new string('0', _options.Zeros),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes)),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))
        );
        return new(parameters, Sign(parameters));
    }

    /// <summary>The rounds of a try at a load from 0 to 1 (<see cref="SignUpAdmission.Load"/>).</summary>
    public int CostAt(double load) => (int)(_options.Iterations * (1 + ((_options.LoadFactor - 1) * load)));

    /// <inheritdoc/>
    public async Task<CaptchaOutcome> VerifyAsync(CaptchaAnswer answer)
    {
        // Stop at a challenge that we did not sign. All parameters of a signed one are our own.
        if (
            Read(answer.Text)
                is not { Challenge: { Parameters: { } parameters, Signature: { } signature }, Solution: { } solution }
            || !AreEqual(signature, Sign(parameters))
        )
        {
            return CaptchaOutcome.Invalid;
        }

        var expiresAt = DateTimeOffset.FromUnixTimeSeconds(parameters.ExpiresAt);
        if (
            Clocks.IsOver(expiresAt, TimeSpan.FromSeconds(CaptchaShards.MaxExpirySeconds), _time.GetUtcNow())
            || (long)parameters.Cost * Tolerance < CostAt(_admission.Load(own: 1))
        )
        {
            return CaptchaOutcome.Expired;
        }

        if (!Solves(parameters, solution))
        {
            return CaptchaOutcome.Invalid;
        }

        // Consume the nonce, so that a challenge has one answer even if it has several solutions.
        // Without a holder this request is the holder, so that its call can be repeated.
        var holder = answer.Holder ?? Guid.NewGuid().ToString("N");
        var consumed = new ConsumedAnswer(parameters.Nonce, holder, expiresAt);
        return await Retry.CallAsync(() => _grains.GetCaptcha(parameters.Nonce).ConsumeAsync(consumed))
            ? CaptchaOutcome.Passed
            : CaptchaOutcome.Duplicate;
    }

    private static AltchaPayload? Read(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(0, length), AltchaJson.Default.AltchaPayload);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: not valid text, such as half of a surrogate pair
        }
    }

    // The password is the nonce and the counter: four bytes, big-endian. The client sends the derived key, too. It
    // proves nothing, but the widget's own server code compares it as well.
    private static bool Solves(AltchaParameters parameters, AltchaSolution solution)
    {
        if (solution is not { Counter: { } counter, DerivedKey: { } derivedKey })
        {
            return false;
        }

        Span<byte> password = stackalloc byte[RandomBytes + sizeof(uint)];
        Convert.FromHexString(parameters.Nonce).CopyTo(password);
        BinaryPrimitives.WriteUInt32BigEndian(password[RandomBytes..], counter);
        Span<byte> key = stackalloc byte[KeyBytes];
        Rfc2898DeriveBytes.Pbkdf2(
            password,
            Convert.FromHexString(parameters.Salt),
            key,
            parameters.Cost,
            HashAlgorithmName.SHA256
        );
        var expected = Convert.ToHexStringLower(key);
        return expected.StartsWith(parameters.KeyPrefix, StringComparison.Ordinal) && AreEqual(derivedKey, expected);
    }

    private static bool AreEqual(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    private string Sign(AltchaParameters parameters) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(
                _secrets.CaptchaSecret(),
                JsonSerializer.SerializeToUtf8Bytes(parameters, AltchaJson.Default.AltchaParameters)
            )
        );
}
