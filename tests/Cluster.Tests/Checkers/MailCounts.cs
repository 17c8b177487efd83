namespace OrleansRegistration.Tests;

/// <summary>Each acknowledged account was sent its activation mail at least once. Doubles are counted.</summary>
internal static class MailCounts
{
    /// <param name="mails">How many mails came for the account of a sign-up.</param>
    public static Verdict Check(IReadOnlyList<Operation> history, IReadOnlyDictionary<string, int> mails)
    {
        var verdict = new Verdict("mails");
        var (sent, doubles) = (0, 0);
        foreach (var key in history.Where(o => o is { What: What.SignUp, IsOk: true }).Select(o => o.Key).Distinct())
        {
            var count = mails.GetValueOrDefault(key);
            sent += count > 0 ? 1 : 0;
            doubles += count > 1 ? 1 : 0;
            if (count == 0)
            {
                verdict.Breach($"account {key} was sent no mail");
            }
        }

        verdict.Figure("accounts with a mail", sent);
        verdict.Figure("with more than one", doubles);
        return verdict;
    }
}
