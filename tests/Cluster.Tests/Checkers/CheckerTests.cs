namespace OrleansRegistration.Tests;

/// <summary>Each checker passes a sound history, and finds each anomaly that it is there for.</summary>
public sealed class CheckerTests
{
    private const long Bound = 5;
    private int _number;

    [Fact]
    public void A_sound_history_has_no_breach()
    {
        var history = new[]
        {
            SignUp("a", 1, 2, code: "HOT", name: "username/x", session: "s1"),
            Of(What.SignUp, "b", 1, 4, Outcome.Fail, names: ["username/x"]),
            Of(What.SignUp, "c", 1, long.MaxValue, Outcome.Unknown, code: "HOT"),
            Of(What.Me, "o", 3, 4, code: "HOT", count: 1),
            Of(What.LogIn, "a", 3, 4, session: "s2", user: "id-a"),
            Of(What.SignOut, "a", 5, 6, session: "s2"),
            Of(What.Refresh, "a", 7, 8, Outcome.Fail, session: "s2"),
            Of(What.Row, "a", 9, 9, names: ["username/x"], code: "HOT", user: "id-a"),
            Of(What.Row, "c", 9, 9, code: "HOT", user: "id-c"),
            Of(What.LogIn, "b", 9, 10, Outcome.Fail),
            Of(What.Me, "o", 9, 10, code: "HOT", count: 2),
        };
        Assert.Empty(Accounts.Check(history, Bound).Breaches);
        Assert.Empty(Counts.Check(history, Bound).Breaches);
        Assert.Empty(Limits.Check(history, new Dictionary<string, int> { ["HOT"] = 2 }).Breaches);
        Assert.Empty(NameOwners.Check(history, Bound).Breaches);
        Assert.Empty(SessionEnds.Check(history, Bound).Breaches);
        Assert.Empty(MailCounts.Check(history, new Dictionary<string, int> { ["a"] = 1 }).Breaches);
    }

    [Fact]
    public void A_lost_account_is_found() =>
        Finds(
            Accounts.Check([SignUp("a", 1, 2), Of(What.LogIn, "a", 4, 5, Outcome.Fail)], Bound),
            "accounts: account a is lost"
        );

    [Fact]
    public void An_account_that_disappears_for_longer_than_the_bound_is_found() =>
        Finds(
            Accounts.Check(
                [SignUp("a", 1, 2), Of(What.LogIn, "a", 8, 9, Outcome.Fail), Of(What.LogIn, "a", 10, 11, user: "id-a")],
                Bound
            ),
            "accounts: account a could not be read, 0.000 s after it was acknowledged (operation 1)"
        );

    [Fact]
    public void An_old_answer_within_the_bound_is_measured()
    {
        var verdict = Accounts.Check(
            [SignUp("a", 1, 2), Of(What.LogIn, "a", 6, 7, Outcome.Fail), Of(What.LogIn, "a", 8, 9, user: "id-a")],
            Bound
        );
        Assert.Empty(verdict.Breaches);
        Assert.Equal(4, verdict.Stalest);
    }

    [Fact]
    public void An_account_that_nobody_read_is_found() =>
        Finds(Accounts.Check([SignUp("a", 1, 2)], Bound), "accounts: account a was never read");

    [Fact]
    public void Two_accounts_of_one_sign_up_are_found()
    {
        Finds(
            Accounts.Check([SignUp("a", 1, 2), Of(What.LogIn, "a", 3, 4, user: "id-other")], Bound),
            "accounts: account a is there twice: id-a, id-other, 0 rows"
        );
        Finds(
            Accounts.Check([SignUp("a", 1, 2), Row("a"), Row("a")], Bound),
            "accounts: account a is there twice: id-a, 2 rows"
        );
    }

    [Fact]
    public void A_refused_account_that_exists_is_found() =>
        Finds(
            Accounts.Check([Of(What.SignUp, "a", 1, 2, Outcome.Fail), Of(What.LogIn, "a", 3, 4, user: "id-a")], Bound),
            "accounts: sign-up a was refused, but its account is there (operation 1)"
        );

    [Fact]
    public void A_count_that_lacks_a_sign_up_is_found() =>
        Finds(
            Counts.Check([SignUp("a", 1, 2, code: "HOT"), SignUp("b", 1, 2, code: "HOT"), Count(1, 3, 4)], Bound),
            "counts: code HOT counts 1, but 2 sign-ups were acknowledged"
        );

    [Fact]
    public void A_count_above_all_sign_ups_that_had_begun_is_found() =>
        Finds(
            Counts.Check(
                [SignUp("a", 1, 2, code: "HOT"), Count(2, 3, 4), SignUp("b", 5, 6, code: "HOT"), Count(2, 7, 8)],
                Bound
            ),
            "counts: code HOT counts 2, but only 1 sign-ups had begun (operation 1)"
        );

    [Fact]
    public void A_count_of_a_refused_sign_up_is_found() =>
        Finds(
            Counts.Check(
                [SignUp("a", 1, 2, code: "HOT"), Of(What.SignUp, "b", 1, 2, Outcome.Fail, code: "HOT"), Count(2, 3, 4)],
                Bound
            ),
            "counts: code HOT counts 2, but only 1 sign-ups had begun (operation 2)"
        );

    [Fact]
    public void A_count_that_goes_back_is_found() =>
        Finds(
            Counts.Check([SignUp("a", 1, 2, code: "HOT"), Count(1, 2, 3), Count(0, 20, 21), Count(1, 22, 23)], Bound),
            "counts: code HOT counts 0 after it had counted 1, 0.000 s after it was acknowledged (operation 2)"
        );

    [Fact]
    public void A_count_that_nobody_read_is_found() =>
        Finds(Counts.Check([SignUp("a", 1, 2, code: "HOT")], Bound), "counts: the count of code HOT was never read");

    [Fact]
    public void An_exceeded_limit_is_found()
    {
        var limits = new Dictionary<string, int> { ["HOT"] = 1 };
        Finds(
            Limits.Check([SignUp("a", 1, 2, code: "HOT"), SignUp("b", 3, 4, code: "HOT")], limits),
            "limits: code HOT has the limit 1, 2 accounts and counts 0"
        );
        Finds(Limits.Check([Count(2, 1, 2)], limits), "limits: code HOT has the limit 1, 0 accounts and counts 2");
    }

    [Fact]
    public void Two_owners_of_a_name_are_found() =>
        Finds(
            NameOwners.Check([SignUp("a", 1, 2, name: "email/x"), Of(What.Row, "b", 9, 9, names: ["email/x"])], Bound),
            "names: email/x has 2 owners: a, b"
        );

    [Fact]
    public void A_name_that_is_refused_although_nobody_else_wants_it_is_found()
    {
        var refused = Of(What.SignUp, "a", 1, 2, Outcome.Fail, names: ["email/x"]);
        refused.Error = "409 email:taken";
        Finds(
            NameOwners.Check([refused], Bound),
            "names: email/x is refused as taken, but nobody else wants it (operation 0)"
        );
    }

    [Fact]
    public void A_log_in_with_a_password_that_is_not_current_says_nothing_about_the_account() =>
        Assert.Empty(
            Accounts
                .Check(
                    [
                        SignUp("a", 1, 2),
                        Of(What.PasswordChange, "a", 3, 4, password: 1),
                        Of(What.LogIn, "a", 20, 21, password: 1, user: "id-a"),
                        Of(What.LogIn, "a", 22, 23, Outcome.Fail, password: 0),
                        Of(What.LogIn, "a", 24, 25, Outcome.Fail, password: 2),
                    ],
                    Bound
                )
                .Breaches
        );

    [Fact]
    public void A_taken_name_that_is_told_to_be_available_is_found() =>
        Finds(
            NameOwners.Check(
                [
                    SignUp("a", 1, 2, name: "username/x"),
                    Of(What.Availability, "", 9, 10, names: ["username/x"], count: 1),
                ],
                Bound
            ),
            "names: username/x is told to be available, 0.000 s after it was acknowledged (operation 1)"
        );

    [Fact]
    public void A_session_that_refreshes_after_its_end_is_found()
    {
        Finds(
            SessionEnds.Check(
                [
                    SignUp("a", 1, 2, session: "s"),
                    Of(What.SignOut, "a", 3, 4, session: "s"),
                    Of(What.Refresh, "a", 10, 11, session: "s"),
                ],
                Bound
            ),
            "sessions: session s was refreshed, 0.000 s after it was acknowledged (operation 2)"
        );
        Finds(
            SessionEnds.Check(
                [
                    SignUp("a", 1, 2, session: "s"),
                    Of(What.LogIn, "a", 3, 4, session: "t", user: "id-a"),
                    Of(What.PasswordChange, "a", 5, 6, session: "t", password: 1),
                    Of(What.Refresh, "a", 20, 21, session: "s"),
                ],
                Bound
            ),
            "sessions: session s was refreshed, 0.000 s after it was acknowledged (operation 6)"
        );
    }

    [Fact]
    public void An_old_password_that_opens_the_account_is_found() =>
        Finds(
            SessionEnds.Check(
                [
                    Of(What.PasswordChange, "a", 1, 2, session: "s", password: 1),
                    Of(What.LogIn, "a", 10, 11, session: "t", password: 0, user: "id-a"),
                ],
                Bound
            ),
            "sessions: account a opened with password 0, 0.000 s after it was acknowledged (operation 1)"
        );

    [Fact]
    public void An_answer_about_another_account_is_found() =>
        Finds(
            SessionEnds.Check([SignUp("a", 1, 2), Of(What.Me, "a", 3, 4, user: "id-b")], Bound),
            "sessions: sessions of account a show id-a and id-b"
        );

    [Fact]
    public void A_mail_that_was_not_sent_is_found() =>
        Finds(
            MailCounts.Check([SignUp("a", 1, 2)], new Dictionary<string, int>()),
            "mails: account a was sent no mail"
        );

    [Fact]
    public void Mails_that_were_sent_twice_are_counted() =>
        Assert.Contains(
            ("with more than one", 1L),
            MailCounts.Check([SignUp("a", 1, 2)], new Dictionary<string, int> { ["a"] = 2 }).Figures
        );

    private static void Finds(Verdict verdict, string breach) => Assert.Contains(breach, verdict.Breaches);

    private Operation SignUp(
        string key,
        long invoked,
        long completed,
        string? code = null,
        string? name = null,
        string? session = null
    ) =>
        Of(
            What.SignUp,
            key,
            invoked,
            completed,
            names: name is null ? [] : [name],
            code: code,
            session: session,
            user: $"id-{key}"
        );

    private Operation Count(long count, long invoked, long completed) =>
        Of(What.Me, "owner", invoked, completed, code: "HOT", count: count);

    private Operation Row(string key) => Of(What.Row, key, 9, 9, user: $"id-{key}");

    private Operation Of(
        What what,
        string key,
        long invoked,
        long completed,
        Outcome outcome = Outcome.Ok,
        string[]? names = null,
        string? code = null,
        string? session = null,
        string? user = null,
        long? count = null,
        int password = 0
    ) =>
        new()
        {
            Process = 1,
            What = what,
            Key = key,
            Number = _number++,
            Invoked = invoked,
            Completed = completed,
            Outcome = outcome,
            Names = names ?? [],
            Code = code,
            Session = session,
            User = user,
            Count = count,
            Password = password,
        };
}
