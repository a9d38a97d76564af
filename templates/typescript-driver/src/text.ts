/** The text of values that were read from JSON, whole numbers of any size among them. */

/** The JSON of a value, however deep: what is to be written is kept in a list. */
export function textOf(value: unknown): string {
  let text = "";
  const left: (string | { readonly value: unknown })[] = [{ value }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === "string") text += next;
    else if (typeof next.value !== "object" || next.value === null) text += plain(next.value);
    else left.push(...parts(next.value).reverse());
  }
  return text;
}

/** What a list or an object is written as: texts, and values that are yet to be written. */
function parts(value: object): (string | { readonly value: unknown })[] {
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return ["[", ...items.flatMap((value, index) => [index > 0 ? "," : "", { value }]), "]"];
  }
  const members = Object.entries(value) as [string, unknown][];
  const written = members.flatMap(([name, value], index) => [
    `${index > 0 ? "," : ""}${JSON.stringify(name)}:`,
    { value },
  ]);
  return ["{", ...written, "}"];
}

function plain(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  return Object.is(value, -0) ? "-0" : JSON.stringify(value);
}
