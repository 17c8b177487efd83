using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using CsCheck;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Tests;

/// <summary>
/// Our Argon2id gives the tags of RFC 9106 and of libsodium, with every instruction set that this machine has: the last
/// test starts this class again without some of them.
/// </summary>
public sealed class Argon2Tests(ITestOutputHelper output)
{
    private const string Asked = "ARGON2_TEST_INSTRUCTIONS";
    private const int Comparisons = 2000;
    private const int MostKiB = 32 << 10;

    private delegate void Derivation(in Argon2Input input, Span<byte> tag, Argon2Memory memory);

    private enum Instructions
    {
        All,
        NoAvx512,
        None,
    }

    [Fact]
    public void Vector_of_the_standard_is_derived()
    {
        // RFC 9106, 5.3.
        const string Expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
        using var memory = new Argon2Memory(32);
        foreach (var (name, derive) in Supported())
        {
            var tag = new byte[32];
            var input = new Argon2Input(Repeat(1, 32), Repeat(2, 16), memoryKiB: 32, iterations: 3)
            {
                Lanes = 4,
                Secret = Repeat(3, 8),
                AssociatedData = Repeat(4, 12),
            };
            derive(input, tag, memory);
            Assert.True(Convert.ToHexStringLower(tag) == Expected, name);
        }

        static byte[] Repeat(byte value, int count)
        {
            var bytes = new byte[count];
            Array.Fill(bytes, value);
            return bytes;
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(19_456)]
    [InlineData(MostKiB)]
    public void Edges_have_the_tags_of_libsodium(int memoryKiB) =>
        Compare(new byte[64], new byte[PasswordHash.SaltSize], memoryKiB, iterations: 2);

    [Fact]
    public void Random_inputs_have_the_tags_of_libsodium() =>
        Gen.Select(
                Gen.Byte.Array[0, 200],
                Gen.Byte.Array[PasswordHash.SaltSize],
                Gen.Double[3, 13].Select(power => (int)Math.Pow(2, power)), // each power of two as often as the others
                Gen.Int[1, 4]
            )
            .Sample(Compare, iter: Comparisons);

    [Fact]
    public void Costs_that_do_not_fit_are_refused_before_anything_is_written()
    {
        using var memory = new Argon2Memory(64);
        foreach (var (_, derive) in Supported())
        {
            Refuses(() => derive(new([], [], 65, 1), new byte[32], memory));
            Refuses(() => derive(new([], [], 7, 1), new byte[32], memory));
            Refuses(() => derive(new([], [], 8, 0), new byte[32], memory));
            Refuses(() => derive(new([], [], 15, 1) { Lanes = 2 }, new byte[32], memory));
            Refuses(() => derive(new([], [], 8, 1) { Lanes = 0 }, new byte[32], memory));
            Refuses(() => derive(new([], [], 8, 1), new byte[31], memory));
        }

        Assert.True(memory.IsZero());

        static void Refuses(Action derive) => Assert.Throws<ArgumentException>(derive);
    }

    [Fact]
    public void Memory_is_zero_after_a_wipe_and_cannot_be_used_after_its_end()
    {
        var memory = new Argon2Memory(64);
        foreach (var (name, derive) in Supported())
        {
            derive(new("password"u8, new byte[16], 64, 1), new byte[32], memory);
            Assert.False(memory.IsZero(), name);
            memory.Wipe();
            Assert.True(memory.IsZero(), name);
        }

        memory.Dispose();
        foreach (var (_, derive) in Supported())
        {
            Assert.Throws<ObjectDisposedException>(() => derive(new([], [], 64, 1), new byte[32], memory));
        }
    }

    [Fact]
    public void Memory_that_was_given_back_is_zero_and_holds_the_next_hash()
    {
        using var memory = new Argon2Memory(MostKiB);
        foreach (var (name, derive) in Supported())
        {
            var (first, second) = (new byte[32], new byte[32]);
            derive(new("password"u8, new byte[16], MostKiB, 1), first, memory);
            memory.GiveBack();
            Assert.True(memory.IsZero(), name);
            derive(new("password"u8, new byte[16], MostKiB, 1), second, memory);
            Assert.Equal(first, second);
        }
    }

    [Fact]
    public void Hash_of_a_higher_cost_than_the_memory_holds_is_derived_by_libsodium()
    {
        if (!KeptMemoryDeriver.IsSupported)
        {
            return; // nothing is kept on this machine
        }

        using var kept = new KeptMemoryDeriver(64);
        using var libsodium = new LibsodiumDeriver();
        var salt = new byte[PasswordHash.SaltSize];
        Assert.Equal(libsodium.Derive("password"u8, 65, 2, salt), kept.Derive("password"u8, 65, 2, salt));
        Assert.True(kept.Memory.IsZero());
    }

    [Fact]
    public async Task All_is_true_with_other_instructions()
    {
        if (Environment.GetEnvironmentVariable(Asked) is { } asked)
        {
            // This is a run that the lines below have started.
            Assert.Equal(asked, (KeptMemoryDeriver.IsSupported ? Instructions.NoAvx512 : Instructions.None).ToString());
            Assert.False(Avx512F.VL.IsSupported);
            return;
        }

        await RunAgainAsync(Avx2.IsSupported ? Instructions.NoAvx512 : Instructions.None, "DOTNET_EnableAVX512");
        await RunAgainAsync(Instructions.None, "DOTNET_EnableHWIntrinsic");
    }

    private async Task RunAgainAsync(Instructions instructions, string switchedOff)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(Argon2Tests).Assembly.Location, "-noColor", "-class", typeof(Argon2Tests).FullName!]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment[Asked] = instructions.ToString();
        start.Environment[switchedOff] = "0";
        using var run = Process.Start(start)!;
        var text = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.WriteLine($"{instructions}: {text}");
        Assert.True(run.ExitCode == 0, text);
        Assert.Contains("Failed: 0, Skipped: 0", text, StringComparison.Ordinal);
    }

    private static void Compare(byte[] password, byte[] salt, int memoryKiB, int iterations)
    {
        using var memory = new Argon2Memory(memoryKiB);
        using var libsodium = new LibsodiumDeriver();
        var expected = Convert.ToHexString(libsodium.Derive(password, memoryKiB, iterations, salt));
        foreach (var (name, derive) in Supported())
        {
            var tag = new byte[PasswordHash.HashSize];
            for (var i = 0; i < 2; i++)
            {
                derive(new(password, salt, memoryKiB, iterations), tag, memory); // the second over the first's blocks
                Assert.True(Convert.ToHexString(tag) == expected, name);
            }
        }
    }

    private static IEnumerable<(string Name, Derivation Derive)> Supported()
    {
        if (BlockCompression512.IsSupported)
        {
            yield return ("512 bits", KeptArgon2id.Derive<BlockCompression512>);
        }

        if (BlockCompression256.IsSupported)
        {
            yield return ("256 bits", KeptArgon2id.Derive<BlockCompression256>);
        }
    }
}
