/**
 * What is used of `@opentelemetry/api`, as interfaces of our own: whoever has it hands it over, and
 * whoever has not needs nothing.
 */

/** Attributes of measurements and spans. */
export type Attributes = Record<string, string | number>;

/** Counts. */
export interface Counter {
  /** Counts so many more. */
  add(value: number, attributes?: Attributes): void;
}

/** Measures. */
export interface Histogram {
  /** Takes a measurement. */
  record(value: number, attributes?: Attributes): void;
}

/** What an instrument is for. */
export interface InstrumentOptions {
  /** For people. */
  readonly description: string;
  /** By the UCUM. */
  readonly unit: string;
}

/** Makes instruments. */
export interface Meter {
  /** Makes one that counts. */
  createCounter(name: string, options: InstrumentOptions): Counter;
  /** Makes one that measures. */
  createHistogram(name: string, options: InstrumentOptions): Histogram;
}

/** A span under way. */
export interface Span {
  /** Says more about it. */
  setAttribute(name: string, value: string | number): unknown;
  /** Says what was thrown. */
  recordException(error: Error | string): void;
  /** Says how it ended. */
  setStatus(status: { readonly code: number; readonly message?: string }): unknown;
  /** Ends it. */
  end(): void;
}

/** Makes spans. */
export interface Tracer {
  /**
   * Makes a span that is around a function, and gives what the function gives.
   *
   * @typeParam Call - The function.
   */
  startActiveSpan<Call extends (span: Span) => unknown>(
    name: string,
    options: { readonly kind: number; readonly attributes: Attributes },
    call: Call,
  ): ReturnType<Call>;
}

/** The part of the module for metrics. */
export interface MetricsApi {
  /** Its `metrics`. */
  readonly metrics: {
    /** The meter of a library. */
    getMeter(name: string, version: string): Meter;
  };
}

/** The part of the module for spans. */
export interface TraceApi {
  /** Its `trace`. */
  readonly trace: {
    /** The tracer of a library. */
    getTracer(name: string, version: string): Tracer;
  };
}
