/** A stream of jobs that is read one by one, and only while there is room. */

import type { ActivatedJob } from "../../raw/index.js";

/** What brings messages until it ends. */
export interface MessageStream<Message> {
  /** The next message; `undefined` at the end. Nothing further is read before the next call. */
  nextMessage(): Promise<Message | undefined>;
  /** Ends it. */
  cancel(): void;
}

/** A job that has come, and when. */
export interface Parked {
  readonly message: ActivatedJob;
  readonly arrived: number;
}

/** A stream that is open, or being opened. */
export class Pushed {
  readonly call: MessageStream<ActivatedJob>;
  /** A job that has come while there was no room. Nothing more is read then. */
  parked: Parked | undefined;
  #reads = false;
  #ended = false;
  #wake: (() => void) | undefined;

  /** A stream of which nothing is read. */
  constructor(call: MessageStream<ActivatedJob>) {
    this.call = call;
  }

  /** Whether there is room for what it brings. */
  get reads(): boolean {
    return this.#reads;
  }

  /** Waits until there is room for another job. False if none is to be read any more. */
  async mayRead(): Promise<boolean> {
    while (!this.#ended && (this.parked !== undefined || !this.#reads)) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
      this.#wake = undefined;
    }
    return !this.#ended;
  }

  /** Says whether there is room. */
  letRead(reads: boolean): void {
    this.#reads = reads;
    if (reads && this.parked === undefined) this.#wake?.();
  }

  /** Ends it. */
  cancel(): void {
    this.#ended = true;
    this.call.cancel();
    this.#wake?.();
  }
}
