using System.CommandLine;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Hosting;

/// <summary>
/// <c>certificate</c>: makes the certificate of a cluster, with its private key, in a new private file. Exit code 0:
/// made; 2: not made.
/// </summary>
internal static class CertificateCommand
{
    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The file to make, such as cluster.pem." };
        file.Validators.Add(result =>
        {
            if (result.Tokens[0].Value.StartsWith('-'))
            {
                result.AddError($"'{result.Tokens[0].Value}' is not an option: write the name of the file alone.");
            }
        });
        var command = new Command(
            "certificate",
            "Makes a certificate with its private key, for setting Cluster:Certificate of all nodes of a cluster. "
                + "Exit code 0: made; 2: not made."
        )
        {
            file,
        };
        command.SetAction(parsed =>
            Make(parsed.GetValue(file)!, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)
        );
        return command;
    }

    private static int Make(string file, TextWriter output, TextWriter error)
    {
        try
        {
            using var writer = new StreamWriter(
                new FileStream(file, PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None))
            );
            writer.Write(ClusterCertificate.Create());
            output.WriteLine($"Made {file}. Copy it to every node, readable only for the service.");
            return 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"file: '{file}' cannot be made. {failure.Message}");
            return OperatorCommand.NotDone;
        }
    }
}
