/** The signals by which a process is told to stop. */

/** SIGINT is Ctrl-C. */
const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/** Who is told; Node warns of many listeners, so there is one for all of them. */
const waiting = new Set<() => void>();

function hear(): void {
  for (const told of waiting) told();
}

/**
 * Calls this when the process is told to stop, instead of ending it.
 *
 * @returns What puts things back as they were.
 */
export function onSignals(told: () => void): () => void {
  if (waiting.size === 0) {
    for (const signal of SIGNALS) process.on(signal, hear);
  }
  waiting.add(told);
  return () => {
    waiting.delete(told);
    if (waiting.size > 0) return;
    for (const signal of SIGNALS) process.off(signal, hear);
  };
}
