/** A query without what is not given: the types of the API do not let it be undefined. */
export function given<T extends object>(query: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as ReturnType<
    typeof given<T>
  >;
}
