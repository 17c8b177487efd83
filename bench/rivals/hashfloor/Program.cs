// Hashes a second and CPU for each hash, on one thread and on two. All Argon2id packages must give the same bytes.
// Arguments: seconds for each figure, then names: only functions whose names begin with one of them are measured.
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Passwords;

byte[] password = Encoding.UTF8.GetBytes("Correct-horse7");
byte[] salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
const int KiB = 19456,
    Passes = 2;

byte[] Pbkdf2(int iterations, HashAlgorithmName hash) =>
    Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, hash, 32);
var nsec = NSec.Cryptography.PasswordBasedKeyDerivationAlgorithm.Argon2id(
    new NSec.Cryptography.Argon2Parameters
    {
        DegreeOfParallelism = 1,
        MemorySize = KiB,
        NumberOfPasses = Passes,
    }
);

using var own = new ThreadLocal<KeptMemoryDeriver>(() => new(KiB));

var all = new (string Name, Func<byte[]> Hash)[]
{
    ("PBKDF2-SHA512 100k (Identity v3)", () => Pbkdf2(100_000, HashAlgorithmName.SHA512)),
    ("PBKDF2-SHA512 210k (OWASP)", () => Pbkdf2(210_000, HashAlgorithmName.SHA512)),
    ("PBKDF2-SHA256 260k (Django 3.2)", () => Pbkdf2(260_000, HashAlgorithmName.SHA256)),
    ("PBKDF2-SHA256 600k (OWASP)", () => Pbkdf2(600_000, HashAlgorithmName.SHA256)),
    ("Argon2id of this service", () => own.Value!.Derive(password, KiB, Passes, salt)),
    (
        "Argon2id of this service, wiped",
        () =>
        {
            var tag = own.Value!.Derive(password, KiB, Passes, salt);
            own.Value.Wipe();
            return tag;
        }
    ),
    ("Argon2id NSec 26.4.0", () => nsec.DeriveBytes(password, salt, 32)),
    (
        "Argon2id Geralt 4.5.0",
        () =>
        {
            var key = new byte[32];
            Geralt.Argon2id.DeriveKey(key, password, salt, Passes, KiB * 1024);
            return key;
        }
    ),
    (
        "Argon2id Konscious 1.3.1",
        () =>
        {
            using var a = new Konscious.Security.Cryptography.Argon2id(password)
            {
                Salt = salt,
                DegreeOfParallelism = 1,
                Iterations = Passes,
                MemorySize = KiB,
            };
            return a.GetBytes(32);
        }
    ),
    (
        "Argon2id Isopoh 2.0.0",
        () =>
        {
            var config = new Isopoh.Cryptography.Argon2.Argon2Config
            {
                Type = Isopoh.Cryptography.Argon2.Argon2Type.HybridAddressing,
                Version = Isopoh.Cryptography.Argon2.Argon2Version.Nineteen,
                TimeCost = Passes,
                MemoryCost = KiB,
                Lanes = 1,
                Threads = 1,
                Password = password,
                Salt = salt,
                HashLength = 32,
                ClearPassword = false,
            };
            using var a = new Isopoh.Cryptography.Argon2.Argon2(config);
            using var hash = a.Hash();
            return hash.Buffer.ToArray();
        }
    ),
};
double seconds = args.Length > 0 ? double.Parse(args[0]) : 4;
var wanted = all.Where(one => args.Length < 2 || args[1..].Any(name => one.Name.StartsWith(name))).ToArray();
string? argon = null;
Console.WriteLine(
    $"{".NET " + Environment.Version, -36} {"threads", 7} {"hashes/s", 9} {"CPU ms each", 12} {"peak RSS MiB", 13}"
);
foreach (var (name, hash) in wanted)
{
    string hex = Convert.ToHexString(hash());
    if (name.StartsWith("Argon2id"))
    {
        argon ??= hex;
        if (hex != argon)
            Console.WriteLine($"!! {name} differs: {hex} and not {argon}");
    }
    for (var w = Stopwatch.StartNew(); w.Elapsed.TotalSeconds < 1; )
        hash(); // The JIT compiles the hash before it is measured.
    foreach (int threads in new[] { 1, 2 })
    {
        long count = 0;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var workers = Enumerable
            .Range(0, threads)
            .Select(_ => new Thread(() =>
            {
                while (clock.Elapsed.TotalSeconds < seconds)
                {
                    hash();
                    Interlocked.Increment(ref count);
                }
            }))
            .ToArray();
        foreach (var t in workers)
            t.Start();
        foreach (var t in workers)
            t.Join();
        double wall = clock.Elapsed.TotalSeconds;
        var me = Process.GetCurrentProcess();
        double cost = (me.TotalProcessorTime - cpu).TotalMilliseconds / count;
        double memory = me.WorkingSet64 / 1048576.0;
        Console.WriteLine($"{name, -36} {threads, 7} {count / wall, 9:F1} {cost, 12:F2} {memory, 13:F0}");
    }
}
