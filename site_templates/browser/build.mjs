// Makes site_templates/assets from the sources here. The same sources give the same bytes.
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = process.argv[2] ?? join(here, "..", "assets");
const banner = "/*! runreport, Apache-2.0. Made from site_templates/browser by `make assets`. */";
const target = ["chrome111", "firefox113", "safari16.4"];

/** All style sheets in the order of their names, in one; the dark tokens go in under both of their conditions. */
async function style() {
  const names = (await readdir(join(here, "css"))).filter((name) => name.endsWith(".css")).sort();
  const sheets = await Promise.all(names.map((name) => readFile(join(here, "css", name), "utf8")));
  const dark = await readFile(join(here, "dark.css"), "utf8");
  const asked = dark.replace(":root", ':root:not([data-scheme="light"])');
  const chosen = dark.replace(":root", ':root[data-scheme="dark"]');
  const both = `@media screen and (prefers-color-scheme: dark) {${asked}} @media screen {${chosen}}`;
  const css = sheets.join("\n").replace("@dark;", both);
  const { code } = await transform(css, { loader: "css", minify: true, target, legalComments: "none" });
  await writeFile(join(assets, "runreport.css"), `${banner}\n${code}`);
}

/** Classic scripts: modules do not load from a disk. */
async function scripts() {
  await build({
    entryPoints: [join(here, "head.ts"), join(here, "runreport.ts")],
    outdir: assets,
    bundle: true,
    minify: true,
    format: "iife",
    target,
    banner: { js: banner },
    legalComments: "inline",
    logLevel: "warning",
  });
}

await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
await Promise.all([style(), scripts(), copyFile(join(here, "icon.svg"), join(assets, "icon.svg"))]);
