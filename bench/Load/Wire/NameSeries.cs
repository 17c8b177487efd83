using System.Security.Cryptography;

namespace OrleansRegistration.Bench.Wire;

/// <summary>
/// Makes unique names of 14 characters: a letter for the field, one for the phase, seven for the series, and five for
/// the number.
/// </summary>
internal sealed class NameSeries
{
    /// <summary>The length of every name, in characters and in bytes.</summary>
    public const int Length = 14;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const int SeriesLength = 7;

    private readonly byte[] _series = System.Text.Encoding.ASCII.GetBytes(
        RandomNumberGenerator.GetString(Digits, SeriesLength)
    );

    /// <summary>Writes the name with this number, below 36 to the fifth, into <paramref name="name"/>.</summary>
    public void Write(Span<byte> name, char field, char phase, int number)
    {
        name[0] = (byte)field;
        name[1] = (byte)phase;
        _series.CopyTo(name[2..]);
        for (var at = Length - 1; at >= 2 + SeriesLength; at--)
        {
            name[at] = (byte)Digits[number % Digits.Length];
            number /= Digits.Length;
        }
    }

    /// <summary>The name with this number as text.</summary>
    public string Text(char field, char phase, int number)
    {
        Span<byte> name = stackalloc byte[Length];
        Write(name, field, phase, number);
        return System.Text.Encoding.ASCII.GetString(name);
    }
}
