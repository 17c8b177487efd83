using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The compression function with registers of 512 bits: the whole block is in 16 of them, a tile each.
/// <c>a0</c> to <c>d0</c> are the rows 0 and 1, <c>a0</c> to <c>a3</c> the columns 0 and 1. Each step is written for
/// four chains at once, because one alone waits for its own results.
/// </summary>
internal readonly unsafe struct BlockCompression512 : IBlockCompression
{
    /// <inheritdoc/>
    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;

    // The statements are laid out as a table: one name a line hides what is repeated.
    // csharpier-ignore-start

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(ulong* x, ulong* y, ulong* before, ulong* block)
    {
        var a0 = Vector512.Load(x) ^ Vector512.Load(y);
        var b0 = Vector512.Load(x + 8) ^ Vector512.Load(y + 8);
        var c0 = Vector512.Load(x + 16) ^ Vector512.Load(y + 16);
        var d0 = Vector512.Load(x + 24) ^ Vector512.Load(y + 24);
        var a1 = Vector512.Load(x + 32) ^ Vector512.Load(y + 32);
        var b1 = Vector512.Load(x + 40) ^ Vector512.Load(y + 40);
        var c1 = Vector512.Load(x + 48) ^ Vector512.Load(y + 48);
        var d1 = Vector512.Load(x + 56) ^ Vector512.Load(y + 56);
        var a2 = Vector512.Load(x + 64) ^ Vector512.Load(y + 64);
        var b2 = Vector512.Load(x + 72) ^ Vector512.Load(y + 72);
        var c2 = Vector512.Load(x + 80) ^ Vector512.Load(y + 80);
        var d2 = Vector512.Load(x + 88) ^ Vector512.Load(y + 88);
        var a3 = Vector512.Load(x + 96) ^ Vector512.Load(y + 96);
        var b3 = Vector512.Load(x + 104) ^ Vector512.Load(y + 104);
        var c3 = Vector512.Load(x + 112) ^ Vector512.Load(y + 112);
        var d3 = Vector512.Load(x + 120) ^ Vector512.Load(y + 120);

        // All rows. Between the halves of a round a row of four words turns: a by 3, c by 1, d by 2. That is the same
        // as b by 1, c by 2, d by 3 (section 3.6), but b, which is ready last, need not move.
        Mix(
            ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3,
            ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        Turn(ref a0, ref a1, ref a2, ref a3, 0b10_01_00_11);
        Turn(ref c0, ref c1, ref c2, ref c3, 0b00_11_10_01);
        Turn(ref d0, ref d1, ref d2, ref d3, 0b01_00_11_10);
        Mix(
            ref a0, ref a1, ref a2, ref a3, ref b0, ref b1, ref b2, ref b3,
            ref c0, ref c1, ref c2, ref c3, ref d0, ref d1, ref d2, ref d3);
        Turn(ref a0, ref a1, ref a2, ref a3, 0b00_11_10_01);
        Turn(ref c0, ref c1, ref c2, ref c3, 0b10_01_00_11);
        Turn(ref d0, ref d1, ref d2, ref d3, 0b01_00_11_10);

        // All columns. The words of one column are 0, 1, 4, 5 of the vectors, those of the next 2, 3, 6, 7.
        var by1 = Vector512.Create(1UL, 4, 3, 6, 5, 0, 7, 2);
        var by2 = Vector512.Create(4UL, 5, 6, 7, 0, 1, 2, 3);
        var by3 = Vector512.Create(5UL, 0, 7, 2, 1, 4, 3, 6);
        Mix(
            ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1,
            ref a2, ref b2, ref c2, ref d2, ref a3, ref b3, ref c3, ref d3);
        Turn(ref a0, ref b0, ref c0, ref d0, by3);
        Turn(ref a2, ref b2, ref c2, ref d2, by1);
        Turn(ref a3, ref b3, ref c3, ref d3, by2);
        Mix(
            ref a0, ref b0, ref c0, ref d0, ref a1, ref b1, ref c1, ref d1,
            ref a2, ref b2, ref c2, ref d2, ref a3, ref b3, ref c3, ref d3);
        Turn(ref a0, ref b0, ref c0, ref d0, by1);
        Turn(ref a2, ref b2, ref c2, ref d2, by3);
        Turn(ref a3, ref b3, ref c3, ref d3, by2);

        Put(a0, 0);
        Put(b0, 8);
        Put(c0, 16);
        Put(d0, 24);
        Put(a1, 32);
        Put(b1, 40);
        Put(c1, 48);
        Put(d1, 56);
        Put(a2, 64);
        Put(b2, 72);
        Put(c2, 80);
        Put(d2, 88);
        Put(a3, 96);
        Put(b3, 104);
        Put(c3, 112);
        Put(d3, 120);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Put(Vector512<ulong> v, int at) =>
            (v ^ Vector512.Load(x + at) ^ Vector512.Load(y + at) ^ Vector512.Load(before + at)).Store(block + at);
    }

    // GB of section 3.6, four at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector512<ulong> a0, ref Vector512<ulong> a1, ref Vector512<ulong> a2, ref Vector512<ulong> a3,
        ref Vector512<ulong> b0, ref Vector512<ulong> b1, ref Vector512<ulong> b2, ref Vector512<ulong> b3,
        ref Vector512<ulong> c0, ref Vector512<ulong> c1, ref Vector512<ulong> c2, ref Vector512<ulong> c3,
        ref Vector512<ulong> d0, ref Vector512<ulong> d1, ref Vector512<ulong> d2, ref Vector512<ulong> d3)
    {
        Step(ref a0, ref a1, ref a2, ref a3, b0, b1, b2, b3, ref d0, ref d1, ref d2, ref d3, 32);
        Step(ref c0, ref c1, ref c2, ref c3, d0, d1, d2, d3, ref b0, ref b1, ref b2, ref b3, 24);
        Step(ref a0, ref a1, ref a2, ref a3, b0, b1, b2, b3, ref d0, ref d1, ref d2, ref d3, 16);
        Step(ref c0, ref c1, ref c2, ref c3, d0, d1, d2, d3, ref b0, ref b1, ref b2, ref b3, 63);
    }

    // a += b + 2 * low(a) * low(b); d = (d ^ a) >>> n.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step(
        ref Vector512<ulong> a0, ref Vector512<ulong> a1, ref Vector512<ulong> a2, ref Vector512<ulong> a3,
        Vector512<ulong> b0, Vector512<ulong> b1, Vector512<ulong> b2, Vector512<ulong> b3,
        ref Vector512<ulong> d0, ref Vector512<ulong> d1, ref Vector512<ulong> d2, ref Vector512<ulong> d3,
        [ConstantExpected] byte n)
    {
        var (m0, m1, m2, m3) = (Multiply(a0, b0), Multiply(a1, b1), Multiply(a2, b2), Multiply(a3, b3));
        (a0, a1, a2, a3) = (a0 + b0, a1 + b1, a2 + b2, a3 + b3);
        (m0, m1, m2, m3) = (m0 + m0, m1 + m1, m2 + m2, m3 + m3);
        (a0, a1, a2, a3) = (a0 + m0, a1 + m1, a2 + m2, a3 + m3);
        (d0, d1, d2, d3) = (d0 ^ a0, d1 ^ a1, d2 ^ a2, d3 ^ a3);
        d0 = Avx512F.RotateRight(d0, n);
        d1 = Avx512F.RotateRight(d1, n);
        d2 = Avx512F.RotateRight(d2, n);
        d3 = Avx512F.RotateRight(d3, n);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b) =>
        Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(
        ref Vector512<ulong> v0, ref Vector512<ulong> v1, ref Vector512<ulong> v2, ref Vector512<ulong> v3,
        [ConstantExpected] byte order)
    {
        v0 = Avx512F.Permute4x64(v0, order);
        v1 = Avx512F.Permute4x64(v1, order);
        v2 = Avx512F.Permute4x64(v2, order);
        v3 = Avx512F.Permute4x64(v3, order);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(
        ref Vector512<ulong> v0, ref Vector512<ulong> v1, ref Vector512<ulong> v2, ref Vector512<ulong> v3,
        Vector512<ulong> order)
    {
        v0 = Avx512F.PermuteVar8x64(v0, order);
        v1 = Avx512F.PermuteVar8x64(v1, order);
        v2 = Avx512F.PermuteVar8x64(v2, order);
        v3 = Avx512F.PermuteVar8x64(v3, order);
    }

    // csharpier-ignore-end
}
