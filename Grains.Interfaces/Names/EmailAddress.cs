using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Names;

/// <summary>
/// A parsed e-mail address, one mailbox by RFC 5321 and RFC 6531: at most 254 octets in UTF-8, at most 64 of them
/// before the <c>@</c>. The local part is a dot-atom, the domain has two labels or more. Quoted local parts and address
/// literals are refused. They are valid, but in sign-ups they are nearly always mistakes, or attacks on software that
/// reads the address later.
/// </summary>
/// <remarks>Nothing is trimmed or removed; dots and plus tags are significant.</remarks>
[GenerateSerializer, Immutable, Alias("email-address")]
public sealed record EmailAddress
{
    private const int MaxOctets = 254;
    private const int MaxLocalOctets = 64;
    private const string AtomSymbols = "!#$%&'*+-/=?^_`{|}~";

    private static readonly IdnMapping Idna = new() { UseStd3AsciiRules = true };

    private EmailAddress(string value, string key) => (Value, Key) = (value, key);

    /// <summary>
    /// The address for mails: the local part as typed, in NFC; the domain in lower case, as A-labels (RFC 5890).
    /// </summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>The uniqueness key: the address with its local part in lower case.</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>The domain, in lower case, as A-labels.</summary>
    public string Domain => Key[(Key.LastIndexOf('@') + 1)..];

    /// <summary>Parses a domain as the domain of an address is parsed.</summary>
    public static bool TryParseDomain(string? text, [NotNullWhen(true)] out string? domain)
    {
        domain = text?.Length <= MaxOctets ? ParseDomain(text) : null;
        return domain is not null;
    }

    /// <summary>
    /// Parses <paramref name="text"/>. Sets <paramref name="name"/> only when the answer is
    /// <see cref="NameProblem.None"/>.
    /// </summary>
    public static NameProblem TryParse(string? text, out EmailAddress? name)
    {
        var problem = TryParseExisting(text, out name);
        if (name is not null && name.Value.EnumerateRunes().Any(NameRules.IsBlank))
        {
            name = null;
            return NameProblem.Invalid;
        }

        return problem;
    }

    /// <summary>
    /// Like <see cref="TryParse"/>, for an address that an account may have already: without the rule that is younger
    /// than some accounts (docs/adr/0021-names.md).
    /// </summary>
    public static NameProblem TryParseExisting(string? text, out EmailAddress? name)
    {
        name = null;
        // Checks the text as typed; the checks below are of the parsed form. A UTF-16 unit makes one octet or more, so
        // a text that is far too long costs nothing.
        if (text is not null && (text.Length > MaxOctets || Encoding.UTF8.GetByteCount(text) > MaxOctets))
        {
            return NameProblem.Length;
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return NameProblem.Required;
        }

        var at = text.LastIndexOf('@');
        if (at < 0 || ParseLocal(text[..at]) is not { } local || ParseDomain(text[(at + 1)..]) is not { } domain)
        {
            return NameProblem.Invalid;
        }

        var value = $"{local}@{domain}";
        var lower = CodePoints.Normalize(CodePoints.ToLower(local), NormalizationForm.FormC);
        var key = $"{lower}@{domain}";
        if (Encoding.UTF8.GetByteCount(local) > MaxLocalOctets || Encoding.UTF8.GetByteCount(value) > MaxOctets)
        {
            return NameProblem.Length;
        }

        name = new(value, key);
        return NameProblem.None;
    }

    /// <inheritdoc/>
    /// <remarks>Hides the address, because messages are logged.</remarks>
    public override string ToString() => nameof(EmailAddress);

    // RFC 6531 allows all characters outside ASCII. OpaqueString brings them to NFC and refuses lone surrogates and
    // characters that nobody can see or type.
    private static string? ParseLocal(string text) =>
        PrecisProfile.OpaqueString.Enforce(text) is { } local
        && local.Split('.').All(atom => atom.Length > 0 && atom.All(IsAtomText))
            ? local
            : null;

    private static bool IsAtomText(char c) =>
        char.IsAscii(c)
            ? char.IsAsciiLetterOrDigit(c) || AtomSymbols.Contains(c, StringComparison.Ordinal)
            : !char.IsWhiteSpace(c);

    private static string? ParseDomain(string text)
    {
        // Freeform refuses lone surrogates and NUL, which IdnMapping cannot read.
        if (!PrecisClass.Freeform.Allows(text.ToLowerInvariant()) || text.Contains(' ', StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            // Lower case first, because IdnMapping keeps the case of an ASCII domain. An empty last label is refused:
            // IdnMapping accepts a dot at the end, RFC 5321 does not. Each A-label must be the one of its own U-label.
            var ascii = Idna.GetAscii(text.ToLowerInvariant());
            var labels = ascii.Split('.');
            var canonical =
                labels.Length >= 2
                && labels.All(label => label.Length > 0)
                && !labels[^1].All(char.IsAsciiDigit)
                && Idna.GetAscii(Idna.GetUnicode(ascii)) == ascii;
            return canonical ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
