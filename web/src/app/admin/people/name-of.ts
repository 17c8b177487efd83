import type { Language } from "../../language/language";

/** What answers of the API about a person share. */
export interface Named {
  readonly id: string;
  readonly nickname: string | null;
}

/** What a person is called. An account that has ended has no names: the end of its id tells it from others. */
export function nameOf(person: Named, language: Language): string {
  return person.nickname ?? language.find("admin.person.ended", { id: person.id.slice(-6) }) ?? person.id;
}
