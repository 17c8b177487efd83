namespace OrleansRegistration.Passwords;

/// <summary>
/// Hashes of Django 3.2 and of Python's hashlib are verified; what is broken or too costly is not.
/// </summary>
public sealed class ImportedHashTests
{
    public static TheoryData<string> Refused =>
        [
            "",
            "!",
            "!kJ3dD0pYbM",
            "plain",
            "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "unsalted_sha1$$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
            "pbkdf2_sha256$2000001$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "pbkdf2_sha256$-1$salt$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "pbkdf2_sha256$1000$salt$AAAA",
            "pbkdf2_sha256$1000$salt",
            "argon2$argon2id$v=19$m=4194304,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "argon2$argon2id$v=19$m=1024,t=100,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "argon2$argon2id$v=19$m=1024,t=1,p=200$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "argon2$argon2d$v=19$m=1024,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAA",
            "bcrypt$$2b$31$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "bcrypt$$2b$12$short",
            "scrypt$1048576$salt$8$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "scrypt$16384$salt$800000$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "scrypt$16383$salt$8$1$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "scrypt$16384$salt$8$100$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ];

    private const string Password = "P\u00E4ssw\u00F6rt-\u5BC6\u7801 7";

    public static TheoryData<string, string> Known =>
        new()
        {
            { "pbkdf2_sha256$1000$7OlGywwTosVkEWxgQIQfz8$4FbrgSB8UWC+lfVpF2Sg3mOgKXR8xjaJmNmi3rR67uw=", Password },
            { "pbkdf2_sha1$1000$Yc8Goujr3cNQDdrPeOfelt$ryhzFT4uIevVk1ZoGqbj+BixLbw=", Password },
            { "argon2$argon2id$v=19$m=1024,t=2,p=8$Y3A2dzBhNGFjeXV1QU5zb3kzQlM3Vg$pAeZ9rDA0JwXjq0uu9vvoA", Password },
            { "bcrypt_sha256$$2b$05$tI4yV4Y6obETPXHehg8PjuUFcR.E626vYla3xsZrWDX8UXoK77lLS", Password },
            { "bcrypt$$2b$05$nBkUBQp4X4egQKlRU/b52uiDf14vf/xYdpnfElBbbEYUR1DUxGyXy", Password },
            { "bcrypt_sha256$$2b$05$QWY6k5d5kxvXCsD2u4H7j.QsPb1GD8e09I0Zg7NLRhG1BSPjURD9G", new string('x', 100) },
            { "argon2$argon2i$v=19$m=512,t=1,p=2$c29tZXNhbHQ$KXMQaNin+voUn1JzxYpwig", Password },
            { "argon2$argon2i$m=512,t=2,p=2$c29tZXNhbHQ$MFnZoOh4Y8srmAQ3r1NIHg", Password },
            {
                "scrypt$1024$somesalt$8$1$gNhuOQh4Ai/k5iVPuUDjrjBFaMDTEAqBo0K5+y7E"
                    + "uwIL2t7IpPWQU/M4qCDm/Ga9uQcnIInRo9+SlaJO4x5V+A==",
                Password
            },
            {
                "scrypt$1024$somesalt$8$5$QlnRdahvDwYG7ymbjoqoF7e4UrqUeNlxGkJ9Chky"
                    + "Tv1gdhMHzjqGDel4xf2PdzTEHiQexoOiUzZuML1JPSOG9A==",
                Password
            },
        };

    [Theory]
    [MemberData(nameof(Known))]
    public void Password_is_told_from_others(string stored, string password)
    {
        Assert.True(ImportedHash.IsImported(stored));
        var hash = ImportedHash.TryParse(stored)!;
        Assert.True(hash.Matches(password));
        Assert.False(hash.Matches(password + " "));
        Assert.DoesNotContain(stored, hash.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Broken_and_costly_hashes_are_refused(string stored) => Assert.Null(ImportedHash.TryParse(stored));

    [Fact]
    public void Own_hashes_are_not_imported_ones() =>
        Assert.False(ImportedHash.IsImported("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$x"));
}
