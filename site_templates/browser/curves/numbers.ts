/** The numbers behind curves, from the scripts that hold them (`pages/shards.py`): the only data that a disk gives. */
import type { SentGroup } from "./data";

declare global {
  interface Window {
    rrCurves?: (place: number, groups: Groups) => void;
  }
}

export type Groups = Record<string, SentGroup>;

/** What scripts have told, by their address and the place in them. */
const told = new Map<string, Groups>();
const coming = new Map<string, Promise<void>>();

window.rrCurves = (place, groups) => {
  told.set(`${(document.currentScript as HTMLScriptElement).src}#${place}`, groups);
};

/** All groups of one page, by the address of a script with a place after `#`; none where it tells nothing of it. */
export async function groupsAt(address: string): Promise<Groups> {
  const url = new URL(address, document.baseURI);
  const place = url.hash;
  url.hash = "";
  await brought(url.href);
  return told.get(`${url.href}${place}`) ?? {};
}

function brought(address: string): Promise<void> {
  const known = coming.get(address);
  if (known) return known;
  const bringing = new Promise<void>((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => {
      // Another try may find it.
      coming.delete(address);
      fail(new Error(address));
    });
    document.head.append(script);
  });
  coming.set(address, bringing);
  return bringing;
}
