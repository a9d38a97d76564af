import { existsSync } from "node:fs";
import { OptionDefaults } from "typedoc";

// An API without jobs has nothing to test workers with.
const entries = ["index", "testing/index", "opentelemetry/index", "raw/index"];

export default {
  entryPoints: entries.map((entry) => `src/${entry}.ts`).filter(existsSync),
  tsconfig: "tsconfig.esm.json",
  out: "api",
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  // What Protobuf-ES says about the origin of a message.
  blockTags: [...OptionDefaults.blockTags, "@generated"],
  excludeTags: [...OptionDefaults.excludeTags, "@generated"],
  treatWarningsAsErrors: true,
};
