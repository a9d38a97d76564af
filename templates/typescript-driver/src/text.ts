/** The text of values that were read from JSON, whole numbers of any size among them. */

/** The JSON of a value. */
export function textOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Object.is(value, -0)) return "-0";
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, item]) => `${JSON.stringify(name)}:${textOf(item)}`,
  );
  return `{${members.join(",")}}`;
}
