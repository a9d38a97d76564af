import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    // A promise that is rejected and never looked at fails the run.
    dangerouslyIgnoreUnhandledErrors: false,
    testTimeout: 20_000,
  },
});
