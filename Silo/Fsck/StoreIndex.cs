using System.Runtime.InteropServices;

namespace OrleansRegistration.Fsck;

/// <summary>
/// What rows of one kind say of rows of another, filled while rows are read and compared when all were read. It keeps
/// no payloads: about 1 GB for a million accounts.
/// </summary>
internal sealed class StoreIndex
{
    private readonly Dictionary<string, NameEntry> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeEntry> _codes = new(StringComparer.Ordinal);

    /// <summary>The committed accounts, by id.</summary>
    public Dictionary<Guid, AccountEntry> Accounts { get; } = [];

    /// <summary>The names that are claimed or held, by grain key.</summary>
    public IReadOnlyDictionary<string, NameEntry> Names => _names;

    /// <summary>The codes that a row mentions, by grain key.</summary>
    public IReadOnlyDictionary<string, CodeEntry> Codes => _codes;

    /// <summary>The users that rows list as having signed up with a code.</summary>
    public List<ListedInvitee> Invitees { get; } = [];

    /// <summary>The live accounts whose rows say something of their codes.</summary>
    public List<TermsEntry> OwnerTerms { get; } = [];

    /// <summary>The jobs that are resumed.</summary>
    public HashSet<Guid> UnfinishedJobs { get; } = [];

    /// <summary>The attempts of clean-ups that have a message in the outbox.</summary>
    public HashSet<Guid> CleanUps { get; } = [];

    /// <summary>
    /// The users that are owed an activation mail, each with the attempts whose messages in the outbox will queue it:
    /// the sign-up, and the last clean-up if the address was corrected.
    /// </summary>
    public Dictionary<Guid, (Guid SignUp, Guid? CleanUp)> OwedMails { get; } = [];

    /// <summary>The attempts whose activation mails the outbox will queue.</summary>
    public HashSet<Guid> MailMessages { get; } = [];

    /// <summary>Purchases and refunds in the audit log, by the id of the entry.</summary>
    public Dictionary<Guid, LedgerItem> Ledger { get; } = [];

    /// <summary>What the accounts have spent, by the audit log.</summary>
    public Dictionary<Guid, decimal> Spent { get; } = [];

    /// <summary>The entries that accounts recognise when a purchase's row says that they are pending.</summary>
    public HashSet<Guid> Unconfirmed { get; } = [];

    /// <summary>The entry of a name, by its grain key. It is made when there is none.</summary>
    public ref NameEntry Name(string key) => ref CollectionsMarshal.GetValueRefOrAddDefault(_names, key, out _);

    /// <summary>The entry of a code, by its grain key. It is made when there is none.</summary>
    public CodeEntry Code(string key) => CollectionsMarshal.GetValueRefOrAddDefault(_codes, key, out _) ??= new();
}
