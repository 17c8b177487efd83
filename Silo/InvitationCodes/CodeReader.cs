using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// Reads lists of codes from table <c>code</c>. Every page takes the same time however many codes there are: it reads a
/// range of an index, or a bounded number of its rows (<see cref="ListQuery"/>).
/// </summary>
internal sealed class CodeReader(RegistrationStore store, IOptions<ClusterOptions> cluster, ServiceClock clock)
{
    private const string Columns = $"{CodeRow.Columns}, registered, activated";
    private const string IsOff = "(retired or disabled or frozen)";
    private const string IsOver = "coalesce(expires_at <= @now, false)";

    // Sorts after every letter and digit.
    private const string Last = "~";

    /// <inheritdoc cref="ICodeListGrain.ListAsync"/>
    public async Task<CodePage?> ListAsync(CodeQuery query)
    {
        var list = ListOf(query.Order);
        if (query.Cursor is { } cursor && !TryContinue(list, query.Order, cursor))
        {
            return null;
        }

        var now = clock.Now;
        Select(list, query, now);
        var (rows, end) = await ReadModelConnection.UseAsync(
            store,
            cluster.Value.ServiceId,
            connection => list.ReadAsync(connection, Counted.Read, query.Limit)
        );
        return new([.. rows.Select(row => row.Describe(now))], end is null ? null : PositionOf(query.Order, end));
    }

    private static ListQuery ListOf(CodeOrder order) =>
        order switch
        {
            CodeOrder.Code => new("code", Columns, ["code"], isDescending: false),
            CodeOrder.Used => new("code", Columns, ["registered", "code"], isDescending: true),
            _ => new("code", Columns, ["made_at", "code"], isDescending: order is CodeOrder.Newest),
        };

    private static string PositionOf(CodeOrder order, Counted last) =>
        new ListPosition(
            (int)order,
            order switch
            {
                CodeOrder.Code => "",
                CodeOrder.Used => last.Registered.ToString(CultureInfo.InvariantCulture),
                _ => ListPosition.TextOf(last.Row.MadeAt),
            },
            last.Row.Code
        ).ToString();

    private static bool TryContinue(ListQuery list, CodeOrder order, string cursor)
    {
        if (!ListPosition.TryParse(cursor, out var position) || position.Value.Stage != (int)order)
        {
            return false;
        }

        var (_, sort, code) = position.Value;
        switch (order)
        {
            case CodeOrder.Code:
                list.After(code);
                return true;
            case CodeOrder.Used when long.TryParse(sort, CultureInfo.InvariantCulture, out var registered):
                list.After(registered, code);
                return true;
            case CodeOrder.Newest or CodeOrder.Oldest when ListPosition.TryParseTime(sort, out var madeAt):
                list.After(madeAt, code);
                return true;
            default:
                return false;
        }
    }

    private static void Select(ListQuery list, CodeQuery query, DateTimeOffset now)
    {
        var isByTime = query.Order is CodeOrder.Newest or CodeOrder.Oldest;
        SelectRange(list, query, isByTime);

        // One index is read. It answers the filter that leaves the fewest codes.
        var isFiltered = query.Label is not null;
        if (query.Label is { } label)
        {
            list.Where("label = @label", ("label", label));
            list.Use(
                isByTime ? "code_label_made"
                : query.Order is CodeOrder.Used ? "code_label_registered"
                : "code_label"
            );
        }

        if (query.Batch is { } batch)
        {
            Few("batch", batch);
        }

        if (query.Owner is { } owner)
        {
            Few("owner", owner.Value);
        }

        if (query.House)
        {
            var isIndexed = !isFiltered && query.Order is not CodeOrder.Code;
            Add(list, isIndexed, "owner is null");
            isFiltered = isFiltered || isIndexed;
        }

        if (query.State is { } state)
        {
            SelectState(list, state, hasIndex: !isFiltered && isByTime, now);
        }

        void Few(string column, object value)
        {
            if (isFiltered)
            {
                list.Filter($"{column} = @{column}", (column, value));
            }
            else
            {
                list.Among($"code_{column}", $"{column} = @{column}", column, value);
            }

            isFiltered = true;
        }
    }

    private static void SelectRange(ListQuery list, CodeQuery query, bool isByTime)
    {
        if (query.Search is { } search)
        {
            list.Where("code >= @first and code < @last", ("first", search), ("last", search + Last));
        }

        if (query.From is { } from)
        {
            Add(list, isByTime, "made_at >= @from", ("from", from));
        }

        if (query.To is { } to)
        {
            Add(list, isByTime, "made_at < @to", ("to", to));
        }
    }

    private static void SelectState(ListQuery list, CodeState state, bool hasIndex, DateTimeOffset now)
    {
        if (hasIndex && IndexOf(state) is { } index)
        {
            list.Where(index);
        }

        list.Filter(ConditionOf(state), ("now", now));
    }

    private static void Add(
        ListQuery list,
        bool isIndexed,
        string condition,
        params ReadOnlySpan<(string, object?)> parameters
    )
    {
        if (isIndexed)
        {
            list.Where(condition, parameters);
        }
        else
        {
            list.Filter(condition, parameters);
        }
    }

    /// <summary>The condition of the index with the codes of a state; <c>null</c> for none.</summary>
    private static string? IndexOf(CodeState state) =>
        state switch
        {
            CodeState.Retired => "retired",
            CodeState.Disabled => "disabled",
            CodeState.Frozen => "frozen",
            CodeState.Expired => "expires_at is not null",
            CodeState.UsedUp => "registered >= use_limit",
            _ => null,
        };

    // As InvitationCodeRecord.StateOf says.
    private static string ConditionOf(CodeState state) =>
        state switch
        {
            CodeState.Retired => "retired",
            CodeState.Disabled => "disabled and not retired",
            CodeState.Frozen => "frozen and not disabled and not retired",
            CodeState.Expired => $"{IsOver} and not {IsOff}",
            CodeState.UsedUp => $"registered >= use_limit and not {IsOver} and not {IsOff}",
            _ => $"not coalesce(registered >= use_limit, false) and not {IsOver} and not {IsOff}",
        };

    private sealed record Counted(CodeRow Row, long Registered, long Activated)
    {
        public static Counted Read(DbDataReader row) => new(CodeRow.Read(row), row.GetInt64(16), row.GetInt64(17));

        public ListedCode Describe(DateTimeOffset now) =>
            new(
                InvitationCode.Parse(Row.Code),
                new(
                    InvitationCodeRecord.StateOf(
                        Row.Retired,
                        Row.Disabled,
                        Row.Frozen,
                        Row.ExpiresAt <= now,
                        Registered >= Row.UseLimit
                    ),
                    Row.Owner is { } owner ? new UserId(owner) : null,
                    new(!Row.Disabled, Row.SetLimit, Row.ExpiresAt),
                    Row.OwnerLimit,
                    new(Row.Label, Row.Note, Row.EmailDomain),
                    Row.IssuedAt,
                    Request: null,
                    Row.Batch,
                    Reserved: 0,
                    Registered,
                    Activated
                )
            );
    }
}
