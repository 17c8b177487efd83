using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The compression function with registers of 256 bits: two rows at a time, then two columns at a time, in eight of
/// them.
/// </summary>
internal readonly unsafe struct BlockCompression256 : IBlockCompression
{
    /// <inheritdoc/>
    public static bool IsSupported => Vector256.IsHardwareAccelerated && Avx2.IsSupported;

    // The statements are laid out as a table: one name a line hides what is repeated.
    // csharpier-ignore-start

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ulong* x, ulong* y, ulong* before, ulong* block)
    {
        var rows = stackalloc ulong[Argon2Memory.BlockWords];
        for (var i = 0; i < Argon2Memory.BlockWords; i += 32)
        {
            var a0 = Vector256.Load(x + i) ^ Vector256.Load(y + i);
            var a1 = Vector256.Load(x + i + 4) ^ Vector256.Load(y + i + 4);
            var b0 = Vector256.Load(x + i + 8) ^ Vector256.Load(y + i + 8);
            var b1 = Vector256.Load(x + i + 12) ^ Vector256.Load(y + i + 12);
            var c0 = Vector256.Load(x + i + 16) ^ Vector256.Load(y + i + 16);
            var c1 = Vector256.Load(x + i + 20) ^ Vector256.Load(y + i + 20);
            var d0 = Vector256.Load(x + i + 24) ^ Vector256.Load(y + i + 24);
            var d1 = Vector256.Load(x + i + 28) ^ Vector256.Load(y + i + 28);
            Mix(ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
            (a0, a1) = (Avx2.Permute4x64(a0, 0b10_01_00_11), Avx2.Permute4x64(a1, 0b10_01_00_11));
            (c0, c1) = (Avx2.Permute4x64(c0, 0b00_11_10_01), Avx2.Permute4x64(c1, 0b00_11_10_01));
            (d0, d1) = (Avx2.Permute4x64(d0, 0b01_00_11_10), Avx2.Permute4x64(d1, 0b01_00_11_10));
            Mix(ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
            (a0, a1) = (Avx2.Permute4x64(a0, 0b00_11_10_01), Avx2.Permute4x64(a1, 0b00_11_10_01));
            (c0, c1) = (Avx2.Permute4x64(c0, 0b10_01_00_11), Avx2.Permute4x64(c1, 0b10_01_00_11));
            (d0, d1) = (Avx2.Permute4x64(d0, 0b01_00_11_10), Avx2.Permute4x64(d1, 0b01_00_11_10));
            a0.Store(rows + i);
            a1.Store(rows + i + 4);
            b0.Store(rows + i + 8);
            b1.Store(rows + i + 12);
            c0.Store(rows + i + 16);
            c1.Store(rows + i + 20);
            d0.Store(rows + i + 24);
            d1.Store(rows + i + 28);
        }

        for (var j = 0; j < 32; j += 8)
        {
            var (a0, a1) = (Vector256.Load(rows + j), Vector256.Load(rows + j + 4));
            var (b0, b1) = (Vector256.Load(rows + j + 32), Vector256.Load(rows + j + 36));
            var (c0, c1) = (Vector256.Load(rows + j + 64), Vector256.Load(rows + j + 68));
            var (d0, d1) = (Vector256.Load(rows + j + 96), Vector256.Load(rows + j + 100));
            Mix(ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
            (a0, a1) = (Next(a1, a0), Next(a0, a1));
            (c0, c1) = (Next(c0, c1), Next(c1, c0));
            (d0, d1) = (d1, d0);
            Mix(ref a0, ref a1, ref b0, ref b1, ref c0, ref c1, ref d0, ref d1);
            (a0, a1) = (Next(a0, a1), Next(a1, a0));
            (c0, c1) = (Next(c1, c0), Next(c0, c1));
            (d0, d1) = (d1, d0);
            Put(a0, j);
            Put(a1, j + 4);
            Put(b0, j + 32);
            Put(b1, j + 36);
            Put(c0, j + 64);
            Put(c1, j + 68);
            Put(d0, j + 96);
            Put(d1, j + 100);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Put(Vector256<ulong> v, int at) =>
            (v ^ Vector256.Load(x + at) ^ Vector256.Load(y + at) ^ Vector256.Load(before + at)).Store(block + at);
    }

    // GB of section 3.6 for two pairs of registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<ulong> a0, ref Vector256<ulong> a1, ref Vector256<ulong> b0, ref Vector256<ulong> b1,
        ref Vector256<ulong> c0, ref Vector256<ulong> c1, ref Vector256<ulong> d0, ref Vector256<ulong> d1)
    {
        Step(ref a0, ref a1, b0, b1, ref d0, ref d1, 32);
        Step(ref c0, ref c1, d0, d1, ref b0, ref b1, 24);
        Step(ref a0, ref a1, b0, b1, ref d0, ref d1, 16);
        Step(ref c0, ref c1, d0, d1, ref b0, ref b1, 63);
    }

    // a += b + 2 * low(a) * low(b); d = (d ^ a) >>> n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        ref Vector256<ulong> a0, ref Vector256<ulong> a1, Vector256<ulong> b0, Vector256<ulong> b1,
        ref Vector256<ulong> d0, ref Vector256<ulong> d1, [ConstantExpected] byte n)
    {
        var (m0, m1) = (Avx2.Multiply(a0.AsUInt32(), b0.AsUInt32()), Avx2.Multiply(a1.AsUInt32(), b1.AsUInt32()));
        (a0, a1) = (a0 + b0, a1 + b1);
        (m0, m1) = (m0 + m0, m1 + m1);
        (a0, a1) = (a0 + m0, a1 + m1);
        (d0, d1) = (RotateRight(d0 ^ a0, n), RotateRight(d1 ^ a1, n));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateRight(Vector256<ulong> v, [ConstantExpected] byte n) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(v, n) : n switch
        {
            32 => Avx2.Shuffle(v.AsUInt32(), 0b10_11_00_01).AsUInt64(),
            24 => Avx2.Shuffle(v.AsByte(), By24).AsUInt64(),
            16 => Avx2.Shuffle(v.AsByte(), By16).AsUInt64(),
            _ => (v >>> n) | (v << (64 - n)),
        };

    private static Vector256<byte> By24 => Vector256.Create(
        (byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10,
        3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10);

    private static Vector256<byte> By16 => Vector256.Create(
        (byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9,
        2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9);

    // The second word of one pair and the first word of the other, in both columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Next(Vector256<ulong> first, Vector256<ulong> second) =>
        Avx2.AlignRight(second.AsByte(), first.AsByte(), 8).AsUInt64();

    // csharpier-ignore-end
}
