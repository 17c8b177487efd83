/**
 * The token of a mailed link: …#token=…. It is taken out of the address, so that it is in no history and no
 * screenshot. The part after # is never sent to a server.
 */
export function takeMailedToken(): string {
  // Another link that is opened in this tab changes only the part after #, which loads nothing.
  addEventListener("hashchange", () => {
    if (location.hash.includes("token=")) location.reload();
  });
  const token = new URLSearchParams(location.hash.slice(1)).get("token") ?? "";
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  return token;
}
