using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;
using OrleansRegistration.Json;
using OrleansRegistration.Lists;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Lists of accounts, and the tree of invitations, for operators.</summary>
internal static class PeopleEndpoints
{
    // More accounts above one are rare, and the last one can be asked for in turn.
    private const int MostInviters = 200;

    /// <summary>Maps the routes.</summary>
    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapOperators("people/").RequireScope(Scope.PeopleRead);
        group
            .MapGet("", ListAsync)
            .WithName("listPeople")
            .WithSummary("List and search accounts")
            .WithDescription(
                "Lists what was committed up to a moment ago. A page takes the same time in any store. "
                    + "Cells of CSV that a spreadsheet could run begin with `'`."
            )
            .WithIntegerQuery(FieldNames.Limit, 1, PeopleQuery.MaxLimit, PeopleQuery.DefaultLimit)
            .WithIntegerQuery("level", 1, LevelOptions.Highest, null)
            .WithCsv()
            .ProducesErrors(400);
        group
            .MapGet("{id}/inviters/", FindInvitersAsync)
            .WithName("listInviters")
            .WithSummary("List who invited an account, and who invited them")
            .WithDescription("Also for an account that has ended.")
            .ProducesErrors(404);
    }

    internal static async Task<Results<Ok<PeopleResponse>, CsvFile, Problem>> ListAsync(
        [AsParameters] PeopleForm form,
        HttpRequest request,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var query = form.Parse(errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        return await new AllPages<PersonResponse>("people", JsonShapes.Default.PersonResponse, ReadAsync).AnswerAsync(
            CsvFile.IsWanted(request, form.Format),
            (people, next) => new PeopleResponse(people, next)
        );

        async Task<(ImmutableArray<PersonResponse>, string?)?> ReadAsync(string? cursor, int? limit)
        {
            var asked = query with { Cursor = cursor ?? query.Cursor, Limit = limit ?? query.Limit };
            return await Retry.CallAsync(() => grains.GetPeople().ListAsync(asked)) is { } page
                ? ([.. page.Items.Select(PersonDescription.Describe)], page.Next)
                : null;
        }
    }

    internal static async Task<Results<Ok<InvitersResponse>, Problem>> FindInvitersAsync(
        string id,
        IGrainFactory grains
    )
    {
        var path = UserId.TryParse(id, out var user)
            ? await Retry.CallAsync(() => grains.GetPeople().FindPathAsync(user, MostInviters))
            : [];
        return path.IsEmpty
            ? Problems.ForStatus(StatusCodes.Status404NotFound)
            : TypedResults.Ok(
                new InvitersResponse([.. path.Select(PersonDescription.Describe)], path[^1].Inviter is not null)
            );
    }
}
