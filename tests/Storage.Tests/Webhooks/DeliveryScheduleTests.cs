using OrleansRegistration.ReadModel;

namespace OrleansRegistration.Webhooks;

public sealed class DeliveryScheduleTests
{
    [Fact]
    public void Waits_are_those_that_Standard_Webhooks_recommends_and_chance_adds_at_most_a_fifth()
    {
        TimeSpan[] expected =
        [
            TimeSpan.FromSeconds(5),
            TimeSpan.FromMinutes(5),
            TimeSpan.FromMinutes(30),
            TimeSpan.FromHours(2),
            TimeSpan.FromHours(5),
            TimeSpan.FromHours(10),
            TimeSpan.FromHours(14),
            TimeSpan.FromHours(20),
            TimeSpan.FromHours(24),
        ];
        for (var tries = 1; tries < DeliverySchedule.MaxTries; tries++)
        {
            Assert.Equal(expected[tries - 1], DeliverySchedule.WaitAfter(tries, asked: null, chance: 0));
            Assert.Equal(expected[tries - 1] * 1.2, DeliverySchedule.WaitAfter(tries, asked: null, chance: 1));
        }

        Assert.Equal(expected.Length + 1, DeliverySchedule.MaxTries);
        Assert.Null(DeliverySchedule.WaitAfter(DeliverySchedule.MaxTries, TimeSpan.FromHours(1), chance: 0));
    }

    [Fact]
    public void Receiver_may_ask_for_a_longer_wait_of_at_most_a_day_and_for_no_shorter_one()
    {
        Assert.Equal(TimeSpan.FromHours(1), DeliverySchedule.WaitAfter(1, TimeSpan.FromHours(1), chance: 0));
        Assert.Equal(TimeSpan.FromMinutes(5), DeliverySchedule.WaitAfter(2, TimeSpan.FromSeconds(1), chance: 0));
        Assert.Equal(DeliverySchedule.MaxRetryAfter, DeliverySchedule.WaitAfter(1, TimeSpan.FromDays(900), chance: 0));
        Assert.Equal(DeliverySchedule.MaxRetryAfter, DeliverySchedule.WaitAfter(1, TimeSpan.MaxValue, chance: 0));
    }

    [Fact]
    public void Webhooks_may_subscribe_to_every_type_of_event_and_to_no_other_one() =>
        Assert.Equal(
            typeof(EventTypes).GetFields().Select(field => (string)field.GetValue(null)!).Order(StringComparer.Ordinal),
            WebhookEvents.All.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Body_names_the_subject_and_writes_whole_numbers_as_numbers() =>
        Assert.Equal(
            """{"type":"invitation.exhausted","timestamp":"2026-01-31T23:59:59.5Z","data":"""
                + """{"invitation_code":"1234567890","limit":5}}""",
            WebhookBody.Of(
                new(
                    Guid.Empty,
                    "invitation.exhausted",
                    new(2026, 1, 31, 23, 59, 59, 500, TimeSpan.Zero),
                    "1234567890",
                    new Dictionary<string, string> { ["limit"] = "5" }
                )
            )
        );
}
