/**
 * Classes whose instances are recognised by `instanceof` wherever their class was loaded.
 *
 * A program can have the package twice, as an ES module and as CommonJS, and then every class
 * twice.
 */

type Class = abstract new (...parameters: never[]) => object;

const marks = new WeakMap<Class, symbol>();

/** Gives a class a name that does not depend on who loads it or what shortens it. */
export function brand(made: Class, name: string): void {
  const mark = Symbol.for(`zeebe-sdk/${name}`);
  marks.set(made, mark);
  const prototype = made.prototype as object;
  Object.defineProperty(prototype, mark, { value: true });
  Object.defineProperty(prototype, "name", { value: name, configurable: true, writable: true });
}

/** What `instanceof` answers for a class. */
export function isInstance(made: Class, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const mark = marks.get(made);
  // A class that a user derives from one of ours has no mark.
  if (mark === undefined)
    return Object.prototype.isPrototypeOf.call(made.prototype as object, value);
  return mark in value;
}
