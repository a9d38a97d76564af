/** What the table says about a setting. */

/** What the value of a setting is, and so how the text of a variable is read. */
export type SettingKind =
  "text" | "secret" | "url" | "duration" | "bytes" | "flag" | "list" | "path";

/** A row of the table. */
export interface Setting {
  /** As code spells it. */
  readonly name: string;
  /** The environment variables that give it, the strongest first; there is at least one. */
  readonly variables: readonly [string, ...string[]];
  /** What its value is. */
  readonly kind: SettingKind;
  /** The value when nobody gives one, as a variable would spell it. */
  readonly default?: string;
  /** What it means, in one sentence. */
  readonly doc: string;
}

/** What people call a setting that they have not given: its name and the variable to set. */
export function howToGive(setting: Setting): string {
  return `${setting.name} (${setting.variables[0]})`;
}
