namespace OrleansRegistration.Bench.Wire;

/// <summary>Builds the bodies of sign-ups from UTF-8 pieces, with one allocation each.</summary>
internal static class SignUpBody
{
    private static ReadOnlySpan<byte> BeforeUsername => "{\"username\":\""u8;

    private static ReadOnlySpan<byte> BeforeNickname =>
        "\",\"password1\":\"Correct-horse7\",\"password2\":\"Correct-horse7\",\"nickname\":\""u8;

    private static ReadOnlySpan<byte> BeforeEmail => "\",\"email\":\""u8;

    private static ReadOnlySpan<byte> BeforeCode => "@example.com\",\"invitation_code\":\""u8;

    // Some services refuse an empty captcha answer. No service here checks it.
    private static ReadOnlySpan<byte> End => "\",\"recaptcha\":\"load\"}"u8;

    /// <summary>A sign-up with new names, with or without a code.</summary>
    public static byte[] Fresh(NameSeries names, char phase, int number, ReadOnlySpan<byte> code) =>
        Contested(names, phase, number, code, null, 0);

    /// <summary>
    /// A sign-up with new names, but for the field <paramref name="contested"/>: all sign-ups with the same
    /// <paramref name="prize"/> have the same name there.
    /// </summary>
    public static byte[] Contested(
        NameSeries names,
        char phase,
        int number,
        ReadOnlySpan<byte> code,
        char? contested,
        int prize
    )
    {
        var body = new byte[
            BeforeUsername.Length
                + BeforeNickname.Length
                + BeforeEmail.Length
                + BeforeCode.Length
                + End.Length
                + code.Length
                + (3 * NameSeries.Length)
        ];
        var rest = Copy(BeforeUsername, body);
        rest = Name(rest, NameField.Username);
        rest = Copy(BeforeNickname, rest);
        rest = Name(rest, NameField.Nickname);
        rest = Copy(BeforeEmail, rest);
        rest = Name(rest, NameField.Email);
        rest = Copy(BeforeCode, rest);
        rest = Copy(code, rest);
        Copy(End, rest);
        return body;

        Span<byte> Name(Span<byte> at, char field)
        {
            if (field == contested)
            {
                names.Write(at, NameField.Prize, phase, prize);
            }
            else
            {
                names.Write(at, field, phase, number);
            }

            return at[NameSeries.Length..];
        }
    }

    private static Span<byte> Copy(ReadOnlySpan<byte> piece, Span<byte> at)
    {
        piece.CopyTo(at);
        return at[piece.Length..];
    }
}
