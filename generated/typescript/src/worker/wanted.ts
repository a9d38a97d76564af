/** What a worker asks the gateway for. */

/** The jobs that a worker wants, and how it wants them. */
export interface Wanted {
  readonly jobType: string;
  /** The name of the worker. */
  readonly worker: string;
  /** How long the gateway reserves a job. */
  readonly timeoutMs: number;
  /** The names of variables; none of them is all variables. */
  readonly fetch: readonly string[];
  /** The tenants to take jobs from; none of them leaves it to the client's default. */
  readonly tenants: readonly string[];
  /** Whether jobs come with a lease token. */
  readonly lease: boolean;
}
