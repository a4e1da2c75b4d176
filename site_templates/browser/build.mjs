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
    entryPoints: [join(here, "head.ts"), join(here, "runreport.ts"), join(here, "explore", "explore.ts"), join(here, "curves", "curves.ts")],
    outdir: assets,
    entryNames: "[name]",
    define: { "process.env.NODE_ENV": '"production"' },
    bundle: true,
    minify: true,
    format: "iife",
    target,
    banner: { js: banner },
    legalComments: "inline",
    logLevel: "warning",
  });
}

/** The licenses of what is bundled, in one file beside the scripts. */
async function licenses() {
  const texts = await Promise.all(
    ["@tanstack/table-core", "@tanstack/store"].map(async (name) => {
      const folder = join(here, "..", "..", "node_modules", name);
      const { version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
      return `${name} ${version}\n\n${await readFile(join(folder, "LICENSE"), "utf8")}`;
    }),
  );
  await writeFile(join(assets, "licenses.txt"), texts.join("\n\n"));
}

await rm(assets, { recursive: true, force: true });
await mkdir(assets, { recursive: true });
await Promise.all([style(), scripts(), licenses(), copyFile(join(here, "icon.svg"), join(assets, "icon.svg"))]);
