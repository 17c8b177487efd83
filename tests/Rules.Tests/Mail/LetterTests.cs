using System.Text;
using Microsoft.Extensions.Options;
using MimeKit;
using OrleansRegistration.Faults;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>What mails say, and how they are written.</summary>
public sealed class LetterTests
{
    private const string Url = "https://sign-up.example.org";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(8));
    private static readonly UserId User = new(new("0198c0de-0000-7000-8000-000000000001"));
    private static readonly MailComposer Letters = new(
        Options.Create(new MailOptions { PublicUrl = Url, From = "Sign-up <no-reply@ex\u00E4mple.org>" })
    );

    public static TheoryData<MailKind, string> Mails =>
        new(Enum.GetValues<MailKind>().SelectMany(kind => new[] { (kind, "en"), (kind, "zh-Hans") }));

    [Theory]
    [MemberData(nameof(Mails))]
    [Trait("Fault", "F7")]
    [Trait("Fault", "F6")]
    public void Mail_fits_any_width_and_both_colour_schemes_has_one_button_and_the_plain_link_and_fetches_nothing(
        MailKind kind,
        string language
    )
    {
        using var mail = Write(kind, language);
        var (text, html) = (mail.TextBody!, mail.HtmlBody!);
        var link = $"{Url}/{(kind == MailKind.Activation ? "activate" : "reset")}#token=secret";
        Assert.Contains(
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
            html,
            StringComparison.Ordinal
        );
        Assert.Contains("<meta name=\"color-scheme\" content=\"light dark\">", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.Contains("overflow-wrap: anywhere", html, StringComparison.Ordinal);
        Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("class=\"button\"").Length);
        Assert.Contains($"<a class=\"button\" href=\"{link}\">", html, StringComparison.Ordinal);
        Assert.Contains($">{link}</a>", html, StringComparison.Ordinal);
        Assert.Contains($"\n{link}\n", text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains(
            language == "en" ? "1 January 2026, 19:04 UTC" : "2026年1月1日 19:04（UTC）",
            text,
            StringComparison.Ordinal
        );
        foreach (
            var unwanted in (string[])
                ["src=", "url(", "@import", "<img", "<link", "<pre", "curl", "{{", "}}", "[", "width: "]
        )
        {
            Assert.DoesNotContain(unwanted, text, StringComparison.Ordinal);
            Assert.True(unwanted is "[" or "width: " || !html.Contains(unwanted, StringComparison.Ordinal), unwanted);
        }

        FaultTable.Now(
            "F7",
            $"{kind}, {language}",
            "viewport, wrapping and dark mode are in the mail; nothing in it has a width"
        );
        FaultTable.Now(
            "F6",
            $"{kind}, {language}",
            text.Contains("curl", StringComparison.Ordinal) ? "curl" : "no curl command; the link and a button"
        );
    }

    [Theory]
    [MemberData(nameof(Mails))]
    [Trait("Fault", "A5")]
    public async Task Mail_in_a_folder_has_7_bit_lines_that_end_in_CRLF_and_says_how_its_parts_are_encoded(
        MailKind kind,
        string language
    )
    {
        var data = Directory.CreateTempSubdirectory("letters-");
        try
        {
            await using var transport = new FolderTransport(
                new() { DataDirectory = data.FullName },
                TimeProvider.System
            );
            using var mail = Write(kind, language);
            Assert.Null(await transport.TrySendAsync(mail, TestContext.Current.CancellationToken));
            var written = await File.ReadAllBytesAsync(
                Assert.Single(Directory.GetFiles(Path.Combine(data.FullName, "mail"))),
                TestContext.Current.CancellationToken
            );
            Assert.True(Ascii.IsValid(written));
            var text = Encoding.ASCII.GetString(written);
            Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
            Assert.DoesNotContain('\r', text.Replace("\r\n", "", StringComparison.Ordinal));
            Assert.All(text.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
            Assert.Equal(3, text.Split("Content-Transfer-Encoding: quoted-printable").Length);
            FaultTable.Now(
                "A5",
                $"{kind}, {language}, folder",
                "quoted-printable parts, lines of at most 78 octets that end in CRLF"
            );

            using var read = await MimeMessage.LoadAsync(
                new MemoryStream(written),
                TestContext.Current.CancellationToken
            );
            Assert.Equal((mail.TextBody, mail.HtmlBody), (read.TextBody, read.HtmlBody));
            Assert.IsType<MultipartAlternative>(read.Body);
            Assert.Equal(language, read.Body.Headers[HeaderId.ContentLanguage]);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hans")]
    [Trait("Fault", "A4")]
    [Trait("Fault", "G13")]
    public void Activation_mail_names_what_it_does_and_holds_nothing_that_the_one_who_signed_up_wrote(string language)
    {
        using var mail = Write(MailKind.Activation, language, "www.evil.test win 1m");
        var all = $"{mail.Subject}{mail.TextBody}{mail.HtmlBody}{mail.To}";
        Assert.DoesNotContain("evil", all, StringComparison.Ordinal);
        Assert.Contains("sign-up.example.org", mail.Subject, StringComparison.Ordinal);
        Assert.Contains(
            $"\n{Url}/not-me#token=secret\n",
            mail.TextBody!.ReplaceLineEndings("\n"),
            StringComparison.Ordinal
        );
        Assert.Contains($"href=\"{Url}/not-me#token=secret\"", mail.HtmlBody, StringComparison.Ordinal);
        FaultTable.Now(
            "A4",
            $"nickname www.evil.test win 1m, activation mail, {language}",
            "the nickname is not in the mail"
        );
        FaultTable.Now("G13", $"activation mail, {language}", $"{mail.Subject}; link {Url}/not-me#token=...");
    }

    [Fact]
    [Trait("Fault", "A4")]
    public void Nickname_is_mailed_only_to_an_address_that_has_activated_the_account()
    {
        var account = new UserRecord { Status = UserStatus.Live, Nickname = "Anna Karenina" };
        Assert.Null(account.MailableNickname);
        Assert.Null((account with { ActiveAtOnce = true, ActivationAttempt = Guid.NewGuid() }).MailableNickname);
        Assert.Equal("Anna Karenina", (account with { ActivationAttempt = Guid.NewGuid() }).MailableNickname);
        using var reset = Write(MailKind.PasswordReset, "en", nickname: null);
        Assert.StartsWith("Somebody, probably you,", reset.TextBody, StringComparison.Ordinal);
        FaultTable.Now(
            "A4",
            "forgotten password of an account that is not activated",
            "the mail has no greeting by name"
        );
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh-Hans")]
    [Trait("Fault", "A6")]
    public void Nickname_is_isolated_from_the_direction_of_what_is_around_it(string language)
    {
        const string nickname = "\u05D3\u05E0\u05D4 (\u05DB\u05D4\u05DF) <&>";
        using var mail = Write(MailKind.PasswordReset, language, nickname);
        Assert.Contains($"\u2068{nickname}\u2069", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(
            "<bdi>\u05D3\u05E0\u05D4 (\u05DB\u05D4\u05DF) &lt;&amp;&gt;</bdi>",
            mail.HtmlBody,
            StringComparison.Ordinal
        );
        FaultTable.Now("A6", $"Hebrew nickname with brackets, {language}", "U+2068...U+2069 in text, <bdi> in HTML");
    }

    [Fact]
    public void Nickname_that_looks_like_a_place_stays_as_it_is()
    {
        using var mail = Write(MailKind.PasswordReset, "en", "{{link}} [x]");
        Assert.Contains("Hello \u2068{{link}} [x]\u2069,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<bdi>{{link}} [x]</bdi>", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Fault", "E9")]
    public void Every_try_of_a_mail_has_its_Message_ID_and_date_and_every_other_mail_another()
    {
        using var first = Letters.Write(User, Draft(MailKind.Activation, "en", "a"));
        using var second = Letters.Write(User, Draft(MailKind.Activation, "en", "b"));
        using var reset = Letters.Write(User, Draft(MailKind.PasswordReset, "en", "a"));
        using var later = Letters.Write(User, Draft(MailKind.Activation, "en", "a") with { AskedAt = Now.AddTicks(1) });
        using var other = Letters.Write(UserId.New(TimeProvider.System), Draft(MailKind.Activation, "en", "a"));
        Assert.Equal((first.MessageId, first.Date), (second.MessageId, second.Date));
        Assert.Equal(Now, first.Date);
        Assert.Equal(4, new[] { first, reset, later, other }.Select(mail => mail.MessageId).Distinct().Count());
        Assert.EndsWith("@xn--exmple-cua.org", first.MessageId, StringComparison.Ordinal);
        Assert.DoesNotContain("0198c0de", first.MessageId, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Fault", "E9")]
    public void Mail_is_owed_since_it_was_asked_for_until_it_is_sent_and_then_anew()
    {
        var kind = MailKind.Activation;
        var asked = new UserRecord().WithMail(kind, MailState.Pending, null, Now);
        var failed = asked
            .WithMail(kind, MailState.Pending, MailFailure.Deferred, Now.AddMinutes(1))
            .WithMail(kind, MailState.Pending, MailFailure.Unconfirmed, Now.AddMinutes(2));
        Assert.Equal((Now, Now.AddMinutes(2)), (failed.Mail!.AskedAt, failed.Mail.Since));
        var sent = failed.WithMail(kind, MailState.Sent, null, Now.AddMinutes(3));
        Assert.Equal(Now, sent.Mail!.AskedAt);
        Assert.Equal(Now.AddMinutes(4), sent.WithMail(kind, MailState.Pending, null, Now.AddMinutes(4)).Mail!.AskedAt);

        // A row that was stored before this member existed.
        var old = new UserRecord { Mail = new(MailState.Pending, null, Now) };
        Assert.Equal(Now, old.WithMail(kind, MailState.Pending, MailFailure.Deferred, Now.AddMinutes(1)).Mail!.AskedAt);
    }

    private static MimeMessage Write(MailKind kind, string language, string? nickname = "Anna Karenina") =>
        Letters.Write(User, Draft(kind, language, "secret", nickname));

    private static MailDraft Draft(MailKind kind, string language, string token, string? nickname = "Anna Karenina") =>
        new(kind, "anna@example.org", nickname, language, token, Now, Now);
}
