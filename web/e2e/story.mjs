import { linkIn, startService } from "./service.mjs";
import { newVisitor, startBrowser } from "./browser.mjs";
const service = await startService();
const browser = await startBrowser();
try {
    const v = await newVisitor(browser, service.url);
    const page = v.page;
    await page.goto("register");
    await page.getByLabel("Username").fill("mei_lin");
    await page.getByLabel("Nickname").fill("Mei Lin 美林");
    await page.getByLabel("E-mail address").fill("mei@example.org");
    await page.getByLabel("Create a password", { exact: true }).fill("correct horse battery");
    await page.screenshot({ path: "/tmp/w1.png", fullPage: true });
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/check-mail", { timeout: 15000 });
    await page.getByText("mei@example.org").waitFor();
    await page.screenshot({ path: "/tmp/w2.png", fullPage: true });
    const mail = await service.mail("mei@example.org");
    const link = linkIn(mail, "activate");
    console.log(link);
    await page.goto(link);
    await page.screenshot({ path: "/tmp/w3.png", fullPage: true });
    await page.getByRole("button", { name: "Activate my account" }).click();
    await page.waitForURL("**/profile");
    await page.getByText("Mei Lin").waitFor();
    await page.screenshot({ path: "/tmp/w4.png", fullPage: true });
    await page.goto("invite");
    await page.getByText("/register?code=").waitFor();
    await page.screenshot({ path: "/tmp/w5.png", fullPage: true });
    console.log(v.breaches);
} catch (e) {
    console.log(e);
    for (const c of browser.contexts())
        for (const p of c.pages()) {
            await p.screenshot({ path: "/tmp/wfail.png" });
            console.log(p.url());
        }
} finally {
    await browser.close();
    await service.stop();
}
