/** What a user chooses from. */

import { kindOf } from "../problem.js";
import { ConfigError } from "../errors.js";
import type { Occasion } from "./authenticator.js";
import type { OAuth } from "./oauth/client.js";
import { checkedOptions, checkedText, SCHEME } from "./scheme.js";
import { Secret } from "./secret.js";

/**
 * What proves to the gateway who calls.
 *
 * Client certificates are a setting of `Tls`. Printing credentials shows no secret.
 */
export type Credentials = OAuth | Basic | Bearer | Supplier;

/** What `Basic` is made with. */
export interface BasicOptions {
  /** The user. */
  readonly username: string;
  /** The user's password. */
  readonly password: string;
}

/** A user and a password, in `authorization: Basic`. */
export class Basic {
  /** The user. */
  readonly username: string;
  readonly #password: Secret;

  /**
   * Takes the user and the password.
   *
   * @throws `ConfigError` if one of them is not a string, such as a variable that is not set.
   */
  constructor(options: BasicOptions) {
    const given = checkedOptions(options, ["username", "password"]);
    this.username = checkedText("username", given["username"]);
    this.#password = new Secret(checkedText("password", given["password"]));
  }

  /** @internal */
  get [SCHEME](): "basic" {
    return "basic";
  }

  /**
   * The value of the header, hidden.
   *
   * @internal
   */
  authorization(): Secret {
    const pair = Buffer.from(`${this.username}:${this.#password.reveal()}`);
    return new Secret(`Basic ${pair.toString("base64")}`);
  }
}

/** A token that never changes, in `authorization: Bearer`. */
export class Bearer {
  readonly #token: Secret;

  /**
   * Takes the token.
   *
   * @param token - The token, without the word `Bearer`.
   * @throws `ConfigError` if it is not a string, such as a variable that is not set.
   */
  constructor(token: string) {
    this.#token = new Secret(checkedText("token", token));
  }

  /** @internal */
  get [SCHEME](): "bearer" {
    return "bearer";
  }

  /**
   * The value of the header, hidden.
   *
   * @internal
   */
  authorization(): Secret {
    return new Secret(`Bearer ${this.#token.reveal()}`);
  }
}

/** What a `Supplier`'s function gives: a bearer token, or metadata. */
export type Supplied =
  | string
  | Readonly<Record<string, string | Uint8Array>>
  | Iterable<readonly [name: string, value: string | Uint8Array]>;

/**
 * The function of a `Supplier`.
 *
 * @param occasion - Why it is asked.
 * @param signal - Is aborted when the call that needs the credentials has no more time, or is
 * cancelled.
 */
export type Supply = (occasion: Occasion, signal: AbortSignal) => Supplied | Promise<Supplied>;

/**
 * What your own function supplies, for schemes that the SDK does not have.
 *
 * The function is called before every attempt of every call, inside the deadline of the call, so
 * it keeps what it can use again. It gives a bearer token, or metadata as an object or as pairs;
 * the value of a name that ends in `-bin` is sent as bytes. What it throws is reported by the
 * call with the status UNAUTHENTICATED.
 *
 * @example
 * ```ts
 * const credentials = new Supplier(async (occasion, signal) => tokenOfTheHouse({ signal }));
 * ```
 */
export class Supplier {
  /** The function. */
  readonly supply: Supply;

  /**
   * Takes the function.
   *
   * @throws `ConfigError` if it is not a function.
   */
  constructor(supply: Supply) {
    if (typeof supply !== "function") {
      throw new ConfigError("credentials.supply", `has to be a function, not ${kindOf(supply)}`);
    }
    this.supply = supply;
  }

  /** @internal */
  get [SCHEME](): "supplier" {
    return "supplier";
  }
}
