using System.Runtime.InteropServices;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The working memory of one thread that hashes, kept from hash to hash. It is outside of the managed heap, so nothing
/// moves or copies it. On Linux it asks for huge pages and to be left out of core dumps. Not thread-safe.
/// </summary>
/// <remarks>
/// What a hash leaves must not stay: from it a guess at the password costs one BLAKE2b hash instead of Argon2id
/// (docs/adr/0027-own-argon2id.md).
/// </remarks>
internal sealed unsafe partial class Argon2Memory : IDisposable
{
    /// <summary>Length of a block in 64-bit words.</summary>
    public const int BlockWords = 128;

    private const nuint HugePage = 2 << 20;
    private const int KibibyteBits = 10;

    // <linux/mman.h>
    private const int AdviseDoNotNeed = 4;
    private const int AdviseHugePage = 14;
    private const int AdviseDoNotDump = 16;

    private bool _isUsed;

    /// <summary>Allocates memory for hashes of up to <paramref name="memoryKiB"/>.</summary>
    /// <exception cref="OutOfMemoryException">There is not that much.</exception>
    public Argon2Memory(int memoryKiB)
    {
        MemoryKiB = memoryKiB;
        Length = (((nuint)memoryKiB << KibibyteBits) + HugePage - 1) & ~(HugePage - 1);
        Blocks = (ulong*)NativeMemory.AlignedAlloc(Length, HugePage);
        if (OperatingSystem.IsLinux())
        {
            // Advice: without it a hash is slower, or a kernel's core dump larger.
            _ = Advise(Blocks, Length, AdviseHugePage);
            _ = Advise(Blocks, Length, AdviseDoNotDump);
        }

        NativeMemory.Clear(Blocks, Length);
    }

    /// <summary>The largest memory of a hash, in KiB: the number of blocks.</summary>
    public int MemoryKiB { get; }

    /// <summary>The allocated length in octets.</summary>
    public nuint Length { get; }

    private ulong* Blocks { get; set; }

    /// <summary>The first block, for a hash that writes to it.</summary>
    public ulong* Use()
    {
        ObjectDisposedException.ThrowIf(Blocks is null, this);
        _isUsed = true;
        return Blocks;
    }

    /// <summary>Overwrites what the last hash left, if there was one since the last time.</summary>
    public void Wipe()
    {
        if (_isUsed)
        {
            NativeMemory.Clear(Blocks, (nuint)MemoryKiB << KibibyteBits); // a hash writes to no other block
            _isUsed = false;
        }
    }

    /// <summary>
    /// Wipes the memory, and on Linux gives its pages back to the system. The next hash gets new ones, which are zero.
    /// </summary>
    public void GiveBack()
    {
        Wipe();
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(Blocks, Length, AdviseDoNotNeed); // without it only memory is lost
        }
    }

    /// <summary>Whether all memory is zero. For tests: it reads all of it.</summary>
    public bool IsZero()
    {
        for (nuint i = 0; i < Length / sizeof(ulong); i++)
        {
            if (Blocks[i] != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Wipes and frees the memory.</summary>
    public void Dispose()
    {
        Wipe();
        NativeMemory.AlignedFree(Blocks);
        Blocks = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* start, nuint length, int advice);
}
