import { quietly } from "../session/quietly";

const STORED = "registration.mailed-token";

/**
 * The token of a mailed link: …#token=…. It is taken out of the address, so that it is in no history and no
 * screenshot. The part after # is never sent to a server. This tab keeps the token over a reload until it is dropped.
 */
export function takeMailedToken(): string {
  // Another link that is opened in this tab changes only the part after #, which loads nothing.
  addEventListener("hashchange", () => {
    if (location.hash.includes("token=")) location.reload();
  });
  const place = `${STORED}:${location.pathname}`;
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
  if (token === null) return quietly(() => sessionStorage.getItem(place)) ?? "";
  quietly(() => sessionStorage.setItem(place, token));
  return token;
}

/** The token was used, or does not work. */
export function dropMailedToken(): void {
  quietly(() => sessionStorage.removeItem(`${STORED}:${location.pathname}`));
}
