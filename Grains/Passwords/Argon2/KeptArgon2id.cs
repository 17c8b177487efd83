using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using NSec.Cryptography;
using HashAlgorithm = NSec.Cryptography.HashAlgorithm;
using IncrementalHash = NSec.Cryptography.IncrementalHash;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Argon2id (RFC 9106, version 0x13) in memory that is kept from hash to hash. libsodium maps, zeroes and releases its
/// memory for each hash, which costs as much as the hash (docs/adr/0027-own-argon2id.md).
/// </summary>
internal static unsafe class KeptArgon2id
{
    private const int Version = 0x13;
    private const int TypeId = 2;
    private const int Slices = 4;
    private const int Words = Argon2Memory.BlockWords;
    private const int LongestTag = 64;

    private static readonly Blake2b Blake64 = HashAlgorithm.Blake2b_512;
    private static readonly Blake2b Blake32 = HashAlgorithm.Blake2b_256;

    /// <summary>Derives a tag.</summary>
    /// <param name="input">What the tag is made of, and at what cost.</param>
    /// <param name="tag">The tag: 32 or 64 octets.</param>
    /// <param name="memory">Memory that holds the hash. It is not wiped afterwards.</param>
    /// <typeparam name="TCompression">The instruction set.</typeparam>
    /// <exception cref="ArgumentException">
    /// The memory is too small for the cost, the cost is less than Argon2 allows, or the tag has another length.
    /// </exception>
    public static void Derive<TCompression>(in Argon2Input input, Span<byte> tag, Argon2Memory memory)
        where TCompression : struct, IBlockCompression
    {
        if (
            input.Lanes < 1
            || input.Iterations < 1
            || input.MemoryKiB < 2 * Slices * input.Lanes
            || input.MemoryKiB > memory.MemoryKiB
        )
        {
            throw new ArgumentException("The memory does not fit the cost of the hash.", nameof(input));
        }

        if (tag.Length is not (LongestTag / 2 or LongestTag))
        {
            throw new ArgumentException("A tag has 32 or 64 octets.", nameof(tag));
        }

        var plan = new Plan(memory.Use(), input.MemoryKiB / (Slices * input.Lanes), input.Lanes, input.Iterations);
        Begin(input, tag.Length, plan);
        for (var pass = 0; pass < input.Iterations; pass++)
        {
            for (var slice = 0; slice < Slices; slice++)
            {
                // A slice of a lane needs no other lane's part of the same slice.
                for (var lane = 0; lane < input.Lanes; lane++)
                {
                    Fill<TCompression>(plan, pass, slice, lane);
                }
            }
        }

        End(plan, tag);
    }

    /// <summary>
    /// Where a word of a block is kept. RFC 9106 (3.6) sees a block as 8 rows and 8 columns of pairs of words. They are
    /// kept in tiles of 2 × 2 pairs, so that no word has to move between permuting the rows and permuting the columns.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PlaceOf(int word)
    {
        var (row, column, half) = (word / 16, word / 2 % 8, word % 2);
        return (((row / 2 * 4) + (column / 2)) * 8) + (row % 2 * 4) + (column % 2 * 2) + half;
    }

    // Sections 3.2 and 3.3: the first two blocks of each lane are made of the input.
    private static void Begin(in Argon2Input input, int tagLength, in Plan plan)
    {
        Span<byte> seed = stackalloc byte[LongestTag + (2 * sizeof(int))]; // H0, the block's number, the lane
        Span<byte> bytes = stackalloc byte[Words * sizeof(ulong)];
        HashInput(input, tagLength, seed[..LongestTag]);
        for (var lane = 0; lane < plan.Lanes; lane++)
        {
            for (var number = 0; number < 2; number++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(seed[LongestTag..], number);
                BinaryPrimitives.WriteInt32LittleEndian(seed[(LongestTag + sizeof(int))..], lane);
                Expand(seed, bytes);
                var block = plan.Block(lane, number);
                for (var word = 0; word < Words; word++)
                {
                    block[PlaceOf(word)] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(word * sizeof(ulong))..]);
                }
            }
        }

        CryptographicOperations.ZeroMemory(seed);
        CryptographicOperations.ZeroMemory(bytes);
    }

    // The tag is made of the last blocks of all lanes.
    private static void End(in Plan plan, Span<byte> tag)
    {
        Span<byte> bytes = stackalloc byte[Words * sizeof(ulong)];
        for (var word = 0; word < Words; word++)
        {
            var sum = 0UL;
            for (var lane = 0; lane < plan.Lanes; lane++)
            {
                sum ^= plan.Block(lane, plan.LaneLength - 1)[PlaceOf(word)];
            }

            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(word * sizeof(ulong))..], sum);
        }

        Expand(bytes, tag);
        CryptographicOperations.ZeroMemory(bytes);
    }

    // H0 of section 3.2.
    private static void HashInput(in Argon2Input input, int tagLength, Span<byte> hash)
    {
        IncrementalHash.Initialize(Blake64, out var state);
        ReadOnlySpan<int> cost = [input.Lanes, tagLength, input.MemoryKiB, input.Iterations, Version, TypeId];
        foreach (var number in cost)
        {
            Add(ref state, number);
        }

        AddText(ref state, input.Password);
        AddText(ref state, input.Salt);
        AddText(ref state, input.Secret);
        AddText(ref state, input.AssociatedData);
        IncrementalHash.Finalize(ref state, hash);

        static void AddText(ref IncrementalHash state, ReadOnlySpan<byte> text)
        {
            Add(ref state, text.Length);
            IncrementalHash.Update(ref state, text);
        }
    }

    private static void Add(ref IncrementalHash state, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        IncrementalHash.Update(ref state, bytes);
    }

    // H' of section 3.3, for outputs of a multiple of 32 octets.
    private static void Expand(ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<byte> hash = stackalloc byte[LongestTag];
        var first = output.Length < LongestTag ? Blake32 : Blake64;
        IncrementalHash.Initialize(first, out var state);
        Add(ref state, output.Length);
        IncrementalHash.Update(ref state, input);
        IncrementalHash.Finalize(ref state, hash[..first.HashSize]);
        for (; output.Length > LongestTag; output = output[(LongestTag / 2)..])
        {
            hash[..(LongestTag / 2)].CopyTo(output);
            Blake64.Hash(hash, hash);
        }

        hash[..output.Length].CopyTo(output);
        CryptographicOperations.ZeroMemory(hash);
    }

    // One segment: sections 3.4 and 3.5. In the first half of the first pass a counter says which block is referred to,
    // afterwards the block before says it. The JIT compiles this in full at the first call: its first, hasty form takes
    // ten times as long, and would run until the start of the service is over.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<TCompression>(in Plan plan, int pass, int slice, int lane)
        where TCompression : struct, IBlockCompression
    {
        var blocks = stackalloc ulong[3 * Words];
        new Span<ulong>(blocks, 3 * Words).Clear();
        var addresses = blocks;
        var counter = blocks + Words;
        var zeros = blocks + (2 * Words);
        ReadOnlySpan<int> place = [pass, lane, slice, plan.LaneLength * plan.Lanes, plan.Iterations, TypeId];
        for (var word = 0; word < place.Length; word++)
        {
            counter[PlaceOf(word)] = (ulong)place[word];
        }

        var isByCounter = pass == 0 && slice < Slices / 2;
        for (var i = 0; i < plan.SegmentLength; i++)
        {
            if (isByCounter && i % Words == 0)
            {
                counter[PlaceOf(place.Length)]++;
                TCompression.Compress(zeros, counter, zeros, addresses);
                TCompression.Compress(zeros, addresses, zeros, addresses);
            }

            if (pass == 0 && slice == 0 && i < 2)
            {
                continue; // made of the input
            }

            var at = (slice * plan.SegmentLength) + i;
            var previous = plan.Block(lane, (at == 0 ? plan.LaneLength : at) - 1);
            var random = isByCounter ? addresses[PlaceOf(i % Words)] : *previous;
            var block = plan.Block(lane, at);
            TCompression.Compress(
                previous,
                plan.Reference(random, pass, slice, lane, i),
                pass == 0 ? zeros : block,
                block
            );
        }
    }

    /// <summary>How a hash uses the memory: each lane has four segments, one a slice.</summary>
    private readonly struct Plan(ulong* memory, int segmentLength, int lanes, int iterations)
    {
        public int SegmentLength => segmentLength;

        public int LaneLength => segmentLength * Slices;

        public int Lanes => lanes;

        public int Iterations => iterations;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong* Block(int lane, int index) => memory + ((((nint)lane * LaneLength) + index) * Words);

        /// <summary>The block that the one at <paramref name="i"/> of a segment refers to (section 3.4.2).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong* Reference(ulong random, int pass, int slice, int lane, int i)
        {
            var from = pass == 0 && slice == 0 ? lane : (int)((uint)(random >> 32) % (uint)lanes);

            // All finished segments, and of its own lane all blocks of the present one but the block before.
            var finished = (pass == 0 ? slice : Slices - 1) * segmentLength;
            var area = finished;
            if (from == lane)
            {
                area += i - 1;
            }
            else if (i == 0)
            {
                area--;
            }

            var start = pass == 0 || slice == Slices - 1 ? 0 : (slice + 1) * segmentLength;
            var x = ((random & uint.MaxValue) * (random & uint.MaxValue)) >> 32;
            var index = start + area - 1 - (int)(((ulong)(uint)area * x) >> 32);
            return Block(from, index >= LaneLength ? index - LaneLength : index);
        }
    }
}
