/** Names in lower camel case, as the language has them, and in lower case with lines, as lines do. */

/** `maxJobsActive` as `max_jobs_active`; what is no such name stays as it is. */
export function snake(name: string): string {
  return /^[a-z]/.test(name) ? name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`) : name;
}

/** `max_jobs_active` as `maxJobsActive`. */
export function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
}

/** Settings in lines: names become those of the language, and those in milliseconds durations. */
export function settingsOf(told: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(told).map(([name, value]) =>
      name.endsWith("_ms")
        ? [camel(name.slice(0, -"_ms".length)), { milliseconds: value as unknown }]
        : [camel(name), value as unknown],
    ),
  );
}
