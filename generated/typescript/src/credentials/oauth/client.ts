/** An OAuth client, as users give it. */

import { inspect } from "node:util";

import { problemOf } from "../../problem.js";
import { asPath } from "../../path.js";
import { ConfigError } from "../../errors.js";
import { checkedOptions, checkedText, SCHEME } from "../scheme.js";
import { Secret } from "../secret.js";

/** What `OAuth` is made with. */
export interface OAuthOptions {
  /** The client. */
  readonly clientId?: string | undefined;
  /** Its secret. */
  readonly clientSecret?: string | undefined;
  /** Where tokens are given out. It has to be `https`, except on this machine. */
  readonly authorizationServerUrl?: string | undefined;
  /** For whom a token is. Default: not said. */
  readonly audience?: string | undefined;
  /** What a token shall allow. Default: not said. */
  readonly scope?: string | undefined;
  /** The resource that a token is for. Default: not said. */
  readonly resource?: string | undefined;
  /**
   * Keeps tokens in a file from one run of the program to the next, for programs that start
   * often. The file is for its owner alone; one that others can read is not used. It may be
   * deleted at any time. Default: tokens are in memory only.
   */
  readonly cacheFile?: string | URL | undefined;
}

const TEXTS = ["clientId", "authorizationServerUrl", "audience", "scope", "resource"] as const;

/**
 * An OAuth client: its id and secret, and where it gets tokens (RFC 6749, 4.4).
 *
 * What is not said here comes from the environment, if the configuration reads it, or from the
 * cluster.
 *
 * A token is fetched when the first call needs it, once for all calls, and again before it
 * expires. When the gateway does not accept it, it is dropped and the call is sent once more with
 * another one. While the token server fails, calls wait for it inside their deadlines.
 *
 * @example
 * ```ts
 * const credentials = new OAuth({
 *   clientId: "my-client",
 *   clientSecret: secret,
 *   authorizationServerUrl: "https://login.example/oauth/token",
 *   audience: "zeebe-api",
 * });
 * ```
 */
export class OAuth {
  readonly #texts: Readonly<Partial<Record<(typeof TEXTS)[number], string>>>;
  readonly #secret: Secret | undefined;
  readonly #cacheFile: string | undefined;

  /**
   * Takes what is known.
   *
   * @throws `ConfigError` if something has another type than it should.
   */
  constructor(options: OAuthOptions = {}) {
    const given = checkedOptions(options, [...TEXTS, "clientSecret", "cacheFile"]);
    const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
    for (const name of TEXTS) {
      if (given[name] !== undefined) texts[name] = checkedText(name, given[name]);
    }
    const { clientSecret, cacheFile } = options;
    this.#texts = texts;
    this.#secret =
      clientSecret === undefined
        ? undefined
        : new Secret(checkedText("clientSecret", clientSecret));
    this.#cacheFile = cacheFile === undefined ? undefined : checkedFile(cacheFile);
  }

  /** @internal */
  get [SCHEME](): "oauth" {
    return "oauth";
  }

  /** The client. */
  get clientId(): string | undefined {
    return this.#texts.clientId;
  }

  /** @internal */
  get clientSecret(): Secret | undefined {
    return this.#secret;
  }

  /** Where tokens are given out. */
  get authorizationServerUrl(): string | undefined {
    return this.#texts.authorizationServerUrl;
  }

  /** For whom a token is. */
  get audience(): string | undefined {
    return this.#texts.audience;
  }

  /** What a token shall allow. */
  get scope(): string | undefined {
    return this.#texts.scope;
  }

  /** The resource that a token is for. */
  get resource(): string | undefined {
    return this.#texts.resource;
  }

  /** The file that keeps tokens. */
  get cacheFile(): string | undefined {
    return this.#cacheFile;
  }

  /** @internal */
  [inspect.custom](): string {
    const shown = {
      clientId: this.clientId,
      audience: this.audience,
      cacheFile: this.cacheFile,
    };
    const given = Object.entries(shown).filter(([, value]) => value !== undefined);
    return `OAuth ${inspect(Object.fromEntries(given), { breakLength: Infinity })}`;
  }
}

function checkedFile(file: string | URL): string {
  try {
    return asPath(file);
  } catch (error) {
    throw new ConfigError("credentials.cacheFile", problemOf(error));
  }
}
