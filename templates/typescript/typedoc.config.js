import { OptionDefaults } from "typedoc";

export default {
  entryPoints: [
    "src/index.ts",
    "src/testing/index.ts",
    "src/opentelemetry/index.ts",
    "src/raw/index.ts",
  ],
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
