/** All that exploring curves says, in one place to be translated. */
import { say, sayCount } from "../words";

export const WORDS = {
  tools: say("Explore these curves"),
  log: say("Logarithmic"),
  smooth: say("Smoothing"),
  axis: say("Across"),
  step: say("step"),
  time: say("time since the start"),
  reset: say("Reset"),
  hint: say("Drag across a chart to zoom in, double-click to zoom out. With the keyboard: arrows, plus, minus, Escape. A double click on a name, or I, shows it alone."),
  chart: say("Curve to explore"),
  keys: say("Arrows move along the steps, plus and minus zoom, Escape shows all."),
  save: say("Save"),
  since: { s: say("seconds since the start"), min: say("minutes since the start"), h: say("hours since the start"), d: say("days since the start") },
  unplaced: (count: number) => sayCount(count, "{n} value cannot be shown on a logarithmic axis.", "{n} values cannot be shown on a logarithmic axis."),
  thinned: (count: number) => say("Here, each curve has about {n} of its points.", { n: count }),
  digits: (count: number) => say("Values are told to {n} digits.", { n: count }),
  range: (from: string, to: string) => say("From {start} to {end}", { start: from, end: to }),
  all: say("All is shown"),
  none: say("no value"),
  seconds: say("seconds since the start"),
  lowest: (name: string) => say("{owner}, lowest", { owner: name }),
  highest: (name: string) => say("{owner}, highest", { owner: name }),
};
