/** What a program tells about its run. */

/** A measurement under way. */
export class Meter {
  #cpu = process.cpuUsage();
  #since = performance.now();

  /** Ends the measurement and prints it. */
  tell(calls) {
    const seconds = (performance.now() - this.#since) / 1_000;
    const { user, system } = process.cpuUsage(this.#cpu);
    const sample = {
      cpu: ((user + system) / 1e6) * (10_000 / calls),
      rate: calls / seconds,
      peak_mib: process.resourceUsage().maxRSS / 1_024,
      allocations: 0,
      bytes: 0,
      latency: null,
    };
    console.log(JSON.stringify(sample));
  }
}
