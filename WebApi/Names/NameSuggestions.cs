using System.Globalization;
using System.Security.Cryptography;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>Suggests available names in place of one that is taken. Claims nothing.</summary>
internal static class NameSuggestions
{
    /// <summary>How many names are suggested at most.</summary>
    public const int Max = 3;

    // That of nicknames is the same.
    private const int MaxLength = Username.MaxLength;

    // Digits of the number behind the name. A popular name has few short numbers left.
    private static readonly int[] Digits = [2, 3, 4];

    /// <summary>Suggests usernames.</summary>
    public static Task<IReadOnlyList<string>> ForAsync(IGrainFactory grains, Username taken) =>
        FindAvailableAsync<Username>(
            grains,
            Candidates(taken.Value, "_"),
            Username.TryParse,
            name => name.Value,
            name => name.Claims
        );

    /// <summary>Suggests nicknames.</summary>
    public static Task<IReadOnlyList<string>> ForAsync(IGrainFactory grains, Nickname taken) =>
        FindAvailableAsync<Nickname>(
            grains,
            Candidates(taken.Value, " "),
            Nickname.TryParse,
            name => name.Value,
            name => name.Claims
        );

    /// <summary>
    /// The name with a random number, so that two visitors with the same name are told different ones. What does not
    /// fit is cut off the name. The rules of names are not applied.
    /// </summary>
    /// <param name="separator">What may be between the name and the number.</param>
    private static IEnumerable<string> Candidates(string name, string separator)
    {
        foreach (var digits in Digits)
        {
            var least = (int)Math.Pow(10, digits - 1);
            foreach (var between in new[] { "", separator })
            {
                var number = RandomNumberGenerator.GetInt32(least, 10 * least);
                var ending = string.Create(CultureInfo.InvariantCulture, $"{between}{number}");
                yield return Cut(name, MaxLength - ending.Length) + ending;
            }
        }
    }

    /// <summary>The first candidates that keep the rules and are available, in their display form.</summary>
    internal static async Task<IReadOnlyList<string>> FindAvailableAsync<TName>(
        IGrainFactory grains,
        IEnumerable<string> candidates,
        NameFields.Parser<TName> parse,
        Func<TName, string> valueOf,
        Func<TName, IEnumerable<NameClaim>> claimsOf
    )
        where TName : class
    {
        var available = new List<string>();
        foreach (var candidate in candidates)
        {
            if (parse(candidate, out var name) is NameProblem.None && !await grains.IsAnyTakenAsync(claimsOf(name!)))
            {
                available.Add(valueOf(name!));
            }

            if (available.Count == Max)
            {
                break;
            }
        }

        return available;
    }

    private static string Cut(string name, int length)
    {
        var text = new StringInfo(name);
        return text.LengthInTextElements <= length
            ? name
            : text.SubstringByTextElements(0, length).TrimEnd(' ', '_', '.', '-');
    }
}
