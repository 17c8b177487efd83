using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Moves an account in the tree of invitations.</summary>
internal static class MoveEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapMove(this IEndpointRouteBuilder routes) =>
        routes
            .MapOperators("people/")
            .MapPost("{id}/move/", MoveAsync)
            .RequireScope(Scope.PeopleWrite)
            .WithName("movePerson")
            .WithSummary("Move an account under another one")
            .WithDescription(
                "Needs scope `people:write`. All accounts below it go with it. The counts of codes stay: they say who "
                    + "signed up with which code."
            )
            .ProducesErrors(404, 409);

    internal static async Task<Results<NoContent, Problem>> MoveAsync(
        [Description("The id of the account.")] string id,
        Body<MoveBody> body,
        Operator caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        if (!UserId.TryParse(body.Value.InviterId.Text, out var inviter))
        {
            errors.Add(FieldNames.InviterId, ErrorCodes.Invalid);
        }

        var reason = OperatorForm.ReadReason(body.Value.Reason, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var request = caller.Asks(reason);
        var outcome = UserId.TryParse(id, out var user)
            ? await Retry.OnceAsync(
                () => Retry.CallAsync(() => grains.GetTree().MoveAsync(user, inviter, request)),
                MoveOutcome.Failed
            )
            : MoveOutcome.NoAccount;
        return outcome is MoveOutcome.Done or MoveOutcome.Unchanged
            ? TypedResults.NoContent()
            : Problems.ForMove(outcome);
    }
}

/// <summary>A move in the tree of invitations.</summary>
internal sealed record MoveBody
{
    [Required, Description("The id of the account that will be above this one.")]
    public TextField InviterId { get; init; }

    [Required, Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}
