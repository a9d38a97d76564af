// Writes the TypeScript code of the package's pages to files, for a compiler to check.
//
// node pages.mjs PACKAGE

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const BLOCK = /^```(ts|cjs)\n(.*?)^```$/gms;

// What a page takes as given once it has shown how to get it.
const GIVEN = `import type { ZeebeClient } from "zeebe-sdk";

declare global {
  const client: ZeebeClient;
  const secret: string;
}
`;

const CONFIG = {
  extends: "../tsconfig.json",
  compilerOptions: {
    // A block shows what there is, whether it is used or not.
    noUnusedLocals: false,
    noUnusedParameters: false,
    allowJs: true,
    checkJs: true,
    paths: { "zeebe-sdk": ["../src/index.ts"], "zeebe-sdk/*": ["../src/*/index.ts"] },
  },
  include: ["."],
};

const [sdk] = process.argv.slice(2);
const directory = join(sdk, "pages");
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory);
writeFileSync(join(directory, "given.ts"), GIVEN);
writeFileSync(join(directory, "tsconfig.json"), `${JSON.stringify(CONFIG, undefined, 2)}\n`);

const docs = readdirSync(join(sdk, "docs")).filter((name) => name.endsWith(".md"));
const pages = [join(sdk, "README.md"), ...docs.map((name) => join(sdk, "docs", name)).sort()];
let blocks = 0;
for (const page of pages) {
  let number = 0;
  for (const [, language, code] of readFileSync(page, "utf8").matchAll(BLOCK)) {
    number += 1;
    const file = `${basename(page, ".md").toLowerCase()}-${number}.${language}`;
    // Each block is a module, even one that imports nothing.
    const isModule = language === "cjs" || /^(import|export) /m.test(code);
    writeFileSync(join(directory, file), isModule ? code : `${code}\nexport {};\n`);
  }
  blocks += number;
}
if (blocks < pages.length) throw new Error("there is less code on the pages than there are pages");
console.log(`${blocks} blocks on ${pages.length} pages`);
