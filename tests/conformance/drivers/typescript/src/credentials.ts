/** Credentials as they are told. */

import { Basic, Bearer, OAuth, Supplier } from "zeebe-sdk";
import type { Credentials } from "zeebe-sdk";

import { isObject, WrongLineError } from "./arguments.js";
import { settingsOf } from "./names.js";

/** The credentials of a scheme. */
export function credentials(scheme: unknown): Credentials {
  const [[name, told] = ["nothing", undefined]] = isObject(scheme) ? Object.entries(scheme) : [];
  switch (name) {
    case "basic":
      return new Basic(told as { username: string; password: string });
    case "bearer":
      return new Bearer(told as string);
    case "oauth":
      return oauth(told as { url?: string });
    case "supplier":
      return supplier(told as string[]);
    case "failing_supplier":
      return new Supplier(() => {
        throw new Error(String(told));
      });
    default:
      throw new WrongLineError(`there are no credentials like \`${name}\``);
  }
}

/** Client credentials. */
function oauth({ url, ...others }: { readonly url?: string }): OAuth {
  const settings = settingsOf(others);
  if (url !== undefined) settings["authorizationServerUrl"] = url;
  return new OAuth(settings as unknown as ConstructorParameters<typeof OAuth>[0]);
}

/** Code of the user, which gives these tokens in turn and then the last for ever. */
function supplier(tokens: readonly string[]): Supplier {
  let next = 0;
  return new Supplier(() => {
    const token = tokens[Math.min(next, tokens.length - 1)] ?? "";
    next += 1;
    return Promise.resolve(token);
  });
}
