using System.Globalization;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Users;

namespace OrleansRegistration.Importing;

/// <summary>How a name of the site becomes one of ours. Stored as a number in the staging file.</summary>
internal enum NameFate
{
    /// <summary>The rules allow the name.</summary>
    Good,

    /// <summary>The rules refuse the name, but the account keeps it until its owner changes it.</summary>
    Kept,

    /// <summary>The name cannot be used. The account gets a made-up one until its owner changes it.</summary>
    Refused,

    /// <summary>An older account has the name. As <see cref="Refused"/>.</summary>
    Taken,
}

/// <summary>Whether an account of the site may be used. Stored as a number in the staging file.</summary>
internal enum AccountState
{
    /// <summary>It may log in.</summary>
    Active,

    /// <summary>It was never activated.</summary>
    NotActivated,

    /// <summary>It has been in use, so somebody has switched it off.</summary>
    Disabled,
}

/// <summary>A name with its uniqueness key, which is empty for a name that cannot be used.</summary>
internal readonly record struct StagedName(string Value, string Key, NameFate Fate)
{
    /// <summary>Whether the account may have the name, as far as the source is concerned.</summary>
    public bool IsOwn => Fate is NameFate.Good or NameFate.Kept;
}

/// <summary>A row of table <c>users</c>, as this service understands it.</summary>
internal sealed class DjangoUser
{
    /// <summary>The code that the model gives to every account that was not made by a sign-up.</summary>
    public const string DefaultCode = "1234567890";

    private const decimal FloatNoise = 0.001m;
    private const decimal MaxConsumption = 9_999_999_999.99m;

    private readonly List<(string Problem, string Found)> _problems = [];

    private DjangoUser(long id) => Id = id;

    public long Id { get; }

    public StagedName Username { get; private set; }

    public StagedName Nickname { get; private set; }

    public StagedName Email { get; private set; }

    /// <summary>The stored hash, or <see cref="ImportedHash.Unusable"/>.</summary>
    public string Password { get; private set; } = ImportedHash.Unusable;

    /// <summary>Django's name of the algorithm, for the report.</summary>
    public string Algorithm { get; private set; } = "";

    public AccountState State { get; private set; }

    public DateTimeOffset DateJoined { get; private set; }

    public int Level { get; private set; }

    public decimal Consumption { get; private set; }

    public long Invitees { get; private set; }

    /// <summary>The code; <c>null</c> for the default one and for a text that is not a code.</summary>
    public string? Code { get; private set; }

    /// <summary>What could not be taken over as it is, and what was found there.</summary>
    public IReadOnlyList<(string Problem, string Found)> Problems => _problems;

    /// <summary>Understands a row with <see cref="DjangoTables.UserColumns"/>.</summary>
    /// <exception cref="InvalidOperationException">The id is not a number.</exception>
    public static DjangoUser Parse(string?[] row, DateTimeOffset now)
    {
        var user = new DjangoUser(ParseId(row[0], DjangoTables.Users));
        user.ParseUsername(row[1] ?? "");
        user.ParsePassword(row[2] ?? "");
        user.ParseNickname(row[3] ?? "");
        user.ParseEmail(row[4] ?? "");
        user.ParseState(IsTrue(row[5]), hasLoggedIn: !string.IsNullOrEmpty(row[9]));
        if (IsTrue(row[6]) || IsTrue(row[7]))
        {
            user.Report("staff", IsTrue(row[7]) ? "is_superuser" : "is_staff");
        }

        user.ParseDate(row[8] ?? "", now);
        user.ParseLevel(row[10] ?? "");
        user.ParseConsumption(row[11] ?? "");
        user.ParseInvitees(row[12] ?? "");
        user.ParseCode(row[13] ?? "");
        return user;
    }

    /// <exception cref="InvalidOperationException">The text is not a number.</exception>
    public static long ParseId(string? text, string table) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new InvalidOperationException($"Table '{table}' has a row whose id is not a number.");

    private static bool IsTrue(string? text) => text is "1" or "t" or "true" or "True" or "TRUE";

    // Django has one flag for both. An account that has logged in was active, and must not be able to activate itself.
    private void ParseState(bool isActive, bool hasLoggedIn)
    {
        State =
            isActive ? AccountState.Active
            : hasLoggedIn ? AccountState.Disabled
            : AccountState.NotActivated;
        if (State is AccountState.Disabled)
        {
            Report("disabled", "is_active = 0, but last_login has a time");
        }
    }

    private void ParseUsername(string text) =>
        Username =
            Names.Username.TryParse(text, out var good) is var problem && good is not null
                ? new(good.Value, good.Key, NameFate.Good)
                : Refuse(
                    "username",
                    problem,
                    text,
                    Names.Username.ParseImported(text) is { } kept ? new(kept.Value, kept.Key, NameFate.Kept) : null
                );

    private void ParseNickname(string text) =>
        Nickname =
            Names.Nickname.TryParse(text, out var good) is var problem && good is not null
                ? new(good.Value, good.Key, NameFate.Good)
                : Refuse(
                    "nickname",
                    problem,
                    text,
                    Names.Nickname.ParseImported(text) is { } kept ? new(kept.Value, kept.Key, NameFate.Kept) : null
                );

    private void ParseEmail(string text) =>
        Email =
            EmailAddress.TryParse(text.Trim(), out var good) is var problem && good is not null
                ? new(good.Value, good.Key, NameFate.Good)
                : Refuse("email", problem, text, kept: null);

    private StagedName Refuse(string field, NameProblem problem, string text, StagedName? kept)
    {
        Report($"{field}_{problem.ToString().ToLowerInvariant()}", text);
        return kept ?? new(text, "", NameFate.Refused);
    }

    private void ParsePassword(string text)
    {
        Algorithm = ImportedHash.AlgorithmOf(text);
        if (text.Length == 0 || text[0] == '!')
        {
            Algorithm = "none";
            Report("password_none", "");
        }
        else if (ImportedHash.TryParse(text) is null)
        {
            // The hash itself stays behind: some of these can be broken.
            Report("password_unusable", Algorithm);
        }
        else
        {
            Password = text;
        }
    }

    private void ParseDate(string text, DateTimeOffset now)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var joined) && joined <= now)
        {
            DateJoined = joined;
            return;
        }

        DateJoined = now;
        Report("date_joined", text);
    }

    private void ParseLevel(string text)
    {
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var level)
            && level is >= 0 and <= LevelOptions.Highest
        )
        {
            Level = level;
            return;
        }

        Report("user_level", text);
    }

    private void ParseConsumption(string text)
    {
        if (
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount)
            && amount is >= 0 and <= MaxConsumption
        )
        {
            Consumption = decimal.Round(amount, 2);
            if (Math.Abs(Consumption - amount) >= FloatNoise)
            {
                Report("user_consumption_rounded", text);
            }

            return;
        }

        Report("user_consumption", text);
    }

    private void ParseInvitees(string text)
    {
        if (
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            && count is >= 0 and <= int.MaxValue
        )
        {
            Invitees = count;
            return;
        }

        Report("invitation_user_count", text);
    }

    private void ParseCode(string text)
    {
        if (text.Trim() == DefaultCode)
        {
            Report("code_default", text);
        }
        else if (InvitationCode.TryParse(text, out var code))
        {
            Code = code.Value;
        }
        else
        {
            Report("code_invalid", text);
        }
    }

    private void Report(string problem, string found) => _problems.Add((problem, found));
}
