using BenchmarkDotNet.Attributes;
using OrleansRegistration.Names;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Pieces;

/// <summary>Parses and normalises names, in ASCII and in Chinese.</summary>
[MemoryDiagnoser]
public class NameBenchmarks
{
    [Params("Alice.Wong-1990", "王小明的账号一九九〇")]
    public string Text { get; set; } = "";

    private string Address => $"{Text}@example.org";

    [GlobalSetup]
    public void Check()
    {
        if ((Username(), Nickname(), Email()) != (NameProblem.None, NameProblem.None, NameProblem.None))
        {
            throw new InvalidOperationException("The name is refused.");
        }
    }

    [Benchmark]
    public NameProblem Username() => Names.Username.TryParse(Text, out _);

    [Benchmark]
    public NameProblem Nickname() => Names.Nickname.TryParse(Text, out _);

    [Benchmark]
    public NameProblem Email() => EmailAddress.TryParse(Address, out _);
}
