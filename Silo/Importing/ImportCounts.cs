using OrleansRegistration.Users;

namespace OrleansRegistration.Importing;

/// <summary>What an import decided, in numbers of accounts.</summary>
internal sealed class ImportCounts
{
    /// <summary>Accounts that the store has already. They are left as they are.</summary>
    public long Already { get; set; }

    /// <summary>Accounts that are imported.</summary>
    public long Imported { get; private set; }

    public long Active { get; private set; }

    public long NotActivated { get; private set; }

    public long Disabled { get; private set; }

    public long MustChangeNames { get; private set; }

    public long LevelByHand { get; private set; }

    public long FreshCodes { get; set; }

    /// <summary>Counts an account that is imported.</summary>
    public void Add(UserRecord record)
    {
        Imported++;
        Disabled += record.Disabled is true ? 1 : 0;
        Active += record.IsActive && record.Disabled is not true ? 1 : 0;
        NotActivated += !record.IsActive && record.Disabled is not true ? 1 : 0;
        MustChangeNames += record.Imported?.NamesToChange is not null ? 1 : 0;
        LevelByHand += record.LevelByHand is not null ? 1 : 0;
    }
}
