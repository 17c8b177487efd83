using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Rivals.AspNetIdentity;

// Sign-up and log-in with ASP.NET Core Identity, on PostgreSQL through Entity Framework Core.
// Settings come from the environment:
//   PORT, PG_PORT, DATABASE
//   HASH    default (PBKDF2-SHA512, 100,000 iterations) or cheap (1 iteration)
//   WRITE   ef (SaveChanges and ExecuteUpdate in a transaction)
//           or batch (both statements in one NpgsqlBatch: one round trip)
string db =
    $"Host=127.0.0.1;Port={Setting("PG_PORT", "54321")};Username=postgres;"
    + $"Database={Setting("DATABASE", "aspnet_identity")};"
    + "Minimum Pool Size=8;Maximum Pool Size=32;Max Auto Prepare=40;Auto Prepare Min Usages=2;No Reset On Close=true";
int iterations = Setting("HASH", "default") == "cheap" ? 1 : 100_000;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// A lost race is an answer, not an error to log.
builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.None);
builder.WebHost.ConfigureKestrel(k =>
{
    k.ListenLocalhost(int.Parse(Setting("PORT", "8002")));
    k.AddServerHeader = false;
});
builder.Services.ConfigureHttpJsonOptions(j =>
{
    j.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
    j.SerializerOptions.TypeInfoResolverChain.Insert(0, Wire.Default);
});
builder.Services.AddDbContextPool<Db>(
    o => o.UseNpgsql(db).EnableThreadSafetyChecks(false).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking),
    poolSize: 128
);
builder
    .Services.AddIdentityCore<User>(o =>
    {
        o.Password.RequiredLength = 8;
        o.Password.RequireNonAlphanumeric = o.Password.RequireUppercase = o.Password.RequireDigit = false;
    })
    .AddEntityFrameworkStores<Db>();

// One query looks up all names for the answer, and the unique indexes decide.
// The validator of UserManager would add a query for each field.
foreach (var d in builder.Services.Where(d => d.ServiceType == typeof(IUserValidator<User>)).ToList())
    builder.Services.Remove(d);
builder.Services.Configure<PasswordHasherOptions>(o => o.IterationCount = iterations);
builder.Services.AddSingleton<Tokens>();
builder.Services.AddSingleton(new SaveMode(IsBatch: Setting("WRITE", "ef") == "batch"));

var app = builder.Build();

using (var scope = app.Services.CreateScope())
    scope.ServiceProvider.GetRequiredService<Db>().Database.EnsureCreated();

app.MapPost("/api/register/", RegisterEndpoint.HandleAsync);
app.MapPost("/jwt/login/", LogInEndpoint.HandleAsync);
app.Run();

static string Setting(string name, string fallback) => Environment.GetEnvironmentVariable(name) ?? fallback;
