namespace OrleansRegistration.Web;

/// <summary>The page of a service that was built without its web client.</summary>
internal static class NotBuilt
{
    public const string Html = """
        <!doctype html>
        <html lang="__LANGUAGE__">
          <head>
            <meta charset="utf-8">
            <title>Invitation sign-up</title>
            <base href="/">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
          </head>
          <body>
            <main>
              <h1>Invitation sign-up</h1>
              <p lang="en">
                The service runs, but it was built without its web pages. To have them, install Node 20.19 or newer and
                build the service again. <a href="docs/">API reference</a>
              </p>
              <p lang="zh-Hans">
                服务正在运行，但构建时未包含网页。如需网页，请安装 Node 20.19 或更新版本后重新构建。<a href="docs/">API 文档</a>
              </p>
            </main>
          </body>
        </html>
        """;
}
