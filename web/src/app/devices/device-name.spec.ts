import { deviceName } from "./device-name";

const webKit = "AppleWebKit/537.36";

describe("deviceName", () => {
  it("tells the browser and the system", () => {
    const names = [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/140.0.0.0 Safari/537.36`,
      `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/140.0.0.0 Mobile Safari/537.36`,
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webKit} Version/18.5 Mobile`,
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    ].map(deviceName);
    expect(names).toEqual([
      { browser: "Chrome", system: "Windows" },
      { browser: "Chrome", system: "Android" },
      { browser: "Safari", system: "iOS" },
      { browser: "Firefox", system: "Linux" },
    ]);
  });

  it("says nothing about a device that says nothing", () => {
    expect(deviceName(null)).toEqual({});
    expect(deviceName("?").system).toBeUndefined();
  });
});
