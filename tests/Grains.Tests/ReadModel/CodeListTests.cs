using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class CodeListOnSqlite(SqliteCluster cluster) : CodeListTests(cluster);

[Collection("PostgreSQL")]
public sealed class CodeListOnPostgres(PostgresCluster cluster) : CodeListTests(cluster);

[Collection("Two databases")]
public sealed class CodeListOnTwoDatabases(SpreadCluster cluster) : CodeListTests(cluster);

/// <summary>Lists of codes have all codes, as their records say.</summary>
public abstract class CodeListTests
{
    private readonly RegistrationCluster _cluster;
    private readonly string _label = $"label {RegistrationCluster.Fresh()}";

    protected CodeListTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IServiceProvider Services => _cluster.Silo.Silos[0].ServiceProvider;

    [Fact]
    public async Task Codes_come_in_each_order_whichever_index_is_read()
    {
        var begun = _cluster.Clock.GetUtcNow();
        var codes = await IssueManyAsync(7);
        await SignUpAsync(codes[3]);
        await SignUpAsync(codes[3]);
        await SignUpAsync(codes[5]);
        await CaughtUpAsync();

        var newest = codes.Reverse().ToArray();
        var byCode = codes.OrderBy(code => code.Value, StringComparer.Ordinal).ToArray();
        InvitationCode[] used =
        [
            codes[3],
            codes[5],
            .. byCode.Reverse().Where(code => code != codes[3] && code != codes[5]),
        ];
        var orders = new[]
        {
            (CodeOrder.Newest, newest),
            (CodeOrder.Oldest, codes),
            (CodeOrder.Code, byCode),
            (CodeOrder.Used, used),
        };
        foreach (var (order, expected) in orders)
        {
            foreach (
                var query in new CodeQuery[]
                {
                    new(Label: _label),
                    new(Label: _label, State: CodeState.Active),
                    new(Label: _label, House: true, From: begun, To: begun + TimeSpan.FromDays(1)),
                }
            )
            {
                Assert.Equal(expected, await ListAsync(query with { Order = order, Limit = 2 }));
                Assert.Equal(expected, await ListAsync(query with { Order = order, Limit = 7 }));
            }

            foreach (var query in new CodeQuery[] { new(From: begun), new(House: true, From: begun) })
            {
                var all = await ListAsync(query with { Order = order, Limit = 3 });
                Assert.Equal(expected, all.Where(codes.Contains));
            }

            Assert.Empty(await ListAsync(new(Label: _label, To: begun, Order: order)));
        }

        var begin = byCode[2].Value[..6];
        Assert.Equal(
            byCode.Where(code => code.Value.StartsWith(begin, StringComparison.Ordinal)),
            await ListAsync(new(Search: begin, Label: _label, Order: CodeOrder.Code))
        );
        Assert.Equal([byCode[2]], await ListAsync(new(Search: byCode[2].Value, Order: CodeOrder.Code)));
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Codes_of_every_state_are_as_their_records_say_also_when_made_anew()
    {
        var past = _cluster.Clock.GetUtcNow() - TimeSpan.FromHours(1);
        var frozen = await IssueAsync();
        await _cluster.Grains.GetCode(frozen).SetFrozenAsync(true, Acts.New());
        var exhausted = await IssueAsync(new(true, 1, past + TimeSpan.FromDays(900)));
        await SignUpAsync(exhausted);
        var owner = await _cluster.InviterAsync(limit: 9);
        var retired = owner.InvitationCode;
        await _cluster.Grains.GetCode(retired).ChangeAsync(new(Label: new(_label)), Acts.New());
        Assert.Equal(ChangeOutcome.Done, (await _cluster.Grains.GetUser(owner.Id).NewCodeAsync()).Outcome);
        var states = new Dictionary<CodeState, InvitationCode>
        {
            [CodeState.Active] = await IssueAsync(new(true, 5, null)),
            [CodeState.Disabled] = await IssueAsync(new(false, null, past)),
            [CodeState.Frozen] = frozen,
            [CodeState.Expired] = await IssueAsync(new(true, null, past)),
            [CodeState.UsedUp] = exhausted,
            [CodeState.Retired] = retired,
        };

        await CheckAsync();
        await Services.GetRequiredService<Projector>().EmptyAsync(Cancel);
        await CheckAsync();

        async Task CheckAsync()
        {
            await CaughtUpAsync();
            foreach (var (state, code) in states)
            {
                Assert.Equal([code], await ListAsync(new(Label: _label, State: state)));
                Assert.Equal([code], await ListAsync(new(Label: _label, State: state, Order: CodeOrder.Used)));
                Assert.Contains(code, await ListAsync(new(State: state, Limit: 200)));
                Assert.Contains(code, await ListAsync(new(State: state, Order: CodeOrder.Code, Limit: 200)));
                await IsAsDescribedAsync(code);
            }

            await Invariants.CheckAsync(_cluster);
        }
    }

    [Fact]
    public async Task Account_has_all_its_codes_in_the_list_with_its_quota_and_its_freeze()
    {
        var owner = await _cluster.InviterAsync();
        await _cluster.InviterAsync(); // somebody stays
        var user = _cluster.Grains.GetUser(owner.Id);
        await CaughtUpAsync();
        Assert.Equal([owner.InvitationCode], await ListAsync(new(Owner: owner.Id))); // nobody used it

        var issued = (await user.IssueCodeAsync(Draft(), Acts.New())).Code!;
        var renewed = (await user.NewCodeAsync()).Code!;
        InvitationCode[] codes = [owner.InvitationCode, issued, renewed];
        Assert.Equal(ChangeOutcome.Done, await user.SetQuotaAsync(new(null, 3), Acts.New()));
        await AsDescribedAsync((code, now) => code != renewed || now.OwnerLimit is 3);
        Assert.Equal(ChangeOutcome.Done, await user.SetFrozenAsync(true, Acts.New()));
        await AsDescribedAsync((code, now) => code == owner.InvitationCode || now.State is CodeState.Frozen);
        Assert.Equal([issued], await ListAsync(new(Owner: owner.Id, Label: _label)));
        Assert.Equal(2, (await ListAsync(new(Owner: owner.Id, State: CodeState.Frozen))).Length);
        Assert.Equal(ChangeOutcome.Done, await user.EndAsync(RegistrationCluster.Password));
        await AsDescribedAsync((_, now) => now.State is CodeState.Retired);
        await Invariants.CheckAsync(_cluster);

        async Task AsDescribedAsync(Func<InvitationCode, CodeDescription, bool> isSo)
        {
            foreach (var code in codes)
            {
                for (var tries = 0; !isSo(code, (await _cluster.Grains.GetCode(code).DescribeAsync())!); tries++)
                {
                    Assert.True(tries < 3000, "The clean-up does not end.");
                    await Task.Delay(20, Cancel);
                }
            }

            await CaughtUpAsync();
            foreach (var order in Enum.GetValues<CodeOrder>())
            {
                var listed = await ListAsync(new(Owner: owner.Id, Order: order, Limit: 2));
                Assert.Equal(Sorted(codes), Sorted(listed));
            }

            foreach (var code in codes)
            {
                await IsAsDescribedAsync(code);
            }
        }
    }

    [Fact]
    public async Task Claimed_code_is_listed_only_once_its_owner_has_it()
    {
        var stranger = UserId.New(TimeProvider.System);
        var code = InvitationCode.Generate();
        var act = Acts.New();
        var issue = new CodeIssue(Guid.NewGuid(), stranger, new(true, null, null), new(_label), act);
        Assert.Equal(IssueOutcome.Issued, await _cluster.Grains.GetCode(code).IssueAsync(issue));
        await CaughtUpAsync();
        Assert.Empty(await ListAsync(new(Label: _label)));
        await _cluster.Grains.GetCode(code).WithdrawAsync(issue.Attempt);
    }

    [Theory]
    [InlineData(CodeOrder.Newest)]
    [InlineData(CodeOrder.Oldest)]
    [InlineData(CodeOrder.Code)]
    public async Task Pages_have_each_code_exactly_once_while_others_are_made(CodeOrder order)
    {
        var codes = await IssueManyAsync(6);
        await CaughtUpAsync();
        var found = new List<InvitationCode>();
        string? cursor = null;
        do
        {
            var page = await PageAsync(new(Label: _label, Order: order, Cursor: cursor, Limit: 2));
            found.AddRange(page!.Items.Select(item => item.Code));
            cursor = page.Next;
            if (found.Count < 12)
            {
                await IssueAsync();
                await CaughtUpAsync();
            }
        } while (cursor is not null);

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Empty(codes.Except(found));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAA")]
    [InlineData("0 CODE 2026-01-01")]
    [InlineData("0 CODE 0001-01-01T00:00:00.0000000+14:00")]
    [InlineData("0 CODE 99999999999999999999")]
    [InlineData("3 CODE 1")]
    [InlineData("1 CODE 2026-01-01T00:00:00.0000000Z")]
    [InlineData("0 CO\0DE 2026-01-01T00:00:00.0000000Z")]
    [InlineData("-1 CODE 2026-01-01T00:00:00.0000000Z")]
    public async Task Cursor_of_no_such_list_is_refused(string cursor)
    {
        Assert.Null(await PageAsync(new(Cursor: cursor)));
        var encoded = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(cursor));
        Assert.Null(await PageAsync(new(Cursor: encoded)));
    }

    private static InvitationCode[] Sorted(IEnumerable<InvitationCode> codes) =>
        [.. codes.OrderBy(code => code.Value, StringComparer.Ordinal)];

    private CodeDraft Draft() => new([InvitationCode.Generate()], new(true, 7, null), new(_label, "a note"));

    private Task<CodePage?> PageAsync(CodeQuery query) => _cluster.Grains.GetCodeList().ListAsync(query);

    private async Task<InvitationCode[]> ListAsync(CodeQuery query)
    {
        var codes = new List<InvitationCode>();
        CodePage? page;
        do
        {
            page = await PageAsync(query);
            Assert.NotNull(page);
            Assert.True(page.Items.Length <= query.Limit);
            codes.AddRange(page.Items.Select(item => item.Code));
            query = query with { Cursor = page.Next };
        } while (page.Next is not null);

        return [.. codes];
    }

    private async Task<InvitationCode> IssueAsync(InvitationTerms? terms = null)
    {
        _cluster.Clock.MoveOn(TimeSpan.FromMilliseconds(5)); // no two codes are made at the same time
        var code = InvitationCode.Generate();
        var act = Acts.New();
        var issue = new CodeIssue(act.Id, null, terms ?? new(true, null, null), new(_label, null, null), act);
        Assert.Equal(IssueOutcome.Issued, await _cluster.Grains.GetCode(code).IssueAsync(issue));
        return code;
    }

    private async Task<InvitationCode[]> IssueManyAsync(int count)
    {
        var codes = new InvitationCode[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = await IssueAsync();
        }

        return codes;
    }

    private async Task SignUpAsync(InvitationCode code) =>
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Outcome);

    private async Task IsAsDescribedAsync(InvitationCode code)
    {
        var description = (await _cluster.Grains.GetCode(code).DescribeAsync())!;
        var listed = (await PageAsync(new(Search: code.Value, Order: CodeOrder.Code)))!.Items.Single(item =>
            item.Code == code
        );
        Assert.Equal(
            description with
            {
                IssuedAt = RowTimeConverter.Round(description.IssuedAt),
                Terms = description.Terms with { ExpiresAt = RowTimeConverter.Round(description.Terms.ExpiresAt) },
                Request = null,
                Registered = description.Registered + description.Reserved, // counted later
                Reserved = 0,
            },
            listed.Description
        );
    }

    private async Task CaughtUpAsync()
    {
        var store = Services.GetRequiredService<RegistrationStore>();
        for (var number = 0; number < store.Databases.Length; number++)
        {
            var projector = Services.GetRequiredService<Projector>();
            for (var tries = 0; await projector.HasChangesAsync(number, Cancel); tries++)
            {
                Assert.True(tries < 3000, "The read model does not catch up.");
                await Task.Delay(20, Cancel);
            }
        }
    }
}
