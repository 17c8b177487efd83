// Stand-ins for captcha providers, as their documents describe them: the script with a widget in a frame of the
// provider's, and the address where answers are verified.
import { createServer } from "node:http";

/** What is particular to a provider. */
export const providers = {
  ReCaptcha: {
    script: "https://www.recaptcha.net/recaptcha/api.js",
    frame: "https://www.recaptcha.net/recaptcha/api2/anchor",
    global: "grecaptcha",
    language: "hl",
  },
  HCaptcha: {
    script: "https://js.hcaptcha.com/1/api.js",
    frame: "https://newassets.hcaptcha.com/captcha/v1/hcaptcha.html",
    global: "hcaptcha",
    language: "hl",
  },
  Turnstile: {
    script: "https://challenges.cloudflare.com/turnstile/v0/api.js",
    frame: "https://challenges.cloudflare.com/cdn-cgi/challenge-platform/turnstile.html",
    global: "turnstile",
    language: "language",
  },
};

/** Answers the provider's addresses in this browser session. */
export async function routeTo(context, { script, frame, global, language }) {
  const code = `(${providerScript})(${JSON.stringify({ frame, global, language })})`;
  await context.route(`${script}*`, (route) => route.fulfill({ contentType: "text/javascript", body: code }));
  await context.route(`${frame}*`, (route) => route.fulfill({ contentType: "text/html", body: framePage }));
}

const framePage = `<!doctype html><html lang="en"><title>Captcha</title><meta name="color-scheme" content="light dark">
  <script>
    const id = new URL(location.href).searchParams.get("id");
    onclick = (event) => parent.postMessage({ id, action: event.target.textContent }, "*");
  </script>
  <button>Solve</button> <button>Expire</button> <button>Fail</button></html>`;

// Runs in the page.
function providerScript({ frame, global, language }) {
  const { searchParams } = new URL(document.currentScript.src);
  const widgets = [];
  const newAnswer = () => crypto.randomUUID();
  window[global] = {
    widgets,
    render(element, options) {
      const id = widgets.length;
      const iframe = document.createElement("iframe");
      const said = options[language] ?? searchParams.get(language);
      iframe.src = `${frame}?id=${id}`;
      iframe.title = `${global} ${said} ${options.theme} ${options.size} ${options.sitekey}`;
      [iframe.width, iframe.height] = options.size === "compact" ? [158, 138] : [304, 78];
      element.append(iframe);
      widgets.push({ options, iframe, answer: "", resets: 0 });
      return global === "grecaptcha" ? id : String(id);
    },
    reset(id) {
      widgets[id].answer = "";
      widgets[id].resets++;
    },
    remove: (id) => widgets[id].iframe.remove(),
    getResponse: (id) => widgets[id].answer,
    execute: async (siteKey, { action }) => `${siteKey} ${action} ${newAnswer()}`,
  };
  addEventListener("message", ({ data }) => {
    const widget = widgets[data.id];
    if (widget === undefined) return;
    widget.answer = data.action === "Solve" ? newAnswer() : "";
    if (data.action === "Solve") widget.options.callback(widget.answer);
    if (data.action === "Expire") widget.options["expired-callback"]();
    if (data.action === "Fail") widget.options["error-callback"]("network-error");
    window.presses = (window.presses ?? 0) + 1;
  });
  window[searchParams.get("onload")]();
}

/** Verifies answers as `siteverify` does: each is good once. The codes in `refusals` are told first. */
export async function startVerifier() {
  const asked = [];
  const used = new Set();
  const refusals = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (text) => (body += text));
    request.on("end", () => {
      const fields = Object.fromEntries(new URLSearchParams(body));
      asked.push(fields);
      const answer = fields.response;
      const refusal = refusals.shift() ?? (used.has(answer) ? "timeout-or-duplicate" : undefined);
      if (refusal === undefined) used.add(answer);
      const verdict =
        refusal === undefined
          ? { success: true, hostname: "127.0.0.1", action: answer.split(" ")[1], score: 0.9 }
          : { success: false, "error-codes": [refusal] };
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(verdict));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/siteverify`,
    asked,
    used,
    refusals,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
