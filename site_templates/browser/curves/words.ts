/** All that exploring curves says, in one place to be translated. */
import { say, sayCount } from "../words";

type Values = Record<string, string>;

export const WORDS = {
  tools: say("Explore these curves"),
  log: say("Logarithmic up"),
  logAcross: say("Logarithmic across"),
  smooth: say("Smoothing"),
  axis: say("Across"),
  step: say("step"),
  time: say("time since the start"),
  epoch: say("epoch"),
  reset: say("Reset"),
  hint: say("Drag across a chart to zoom in, double-click to zoom out. With the keyboard: arrows, plus, minus, Escape. A double click on a name, or I, shows it alone."),
  chart: say("Curve to explore"),
  keys: say("Arrows move along the steps, plus and minus zoom, Escape shows all."),
  save: say("Save"),
  since: { s: say("seconds since the start"), min: say("minutes since the start"), h: say("hours since the start"), d: say("days since the start") },
  unplaced: (count: number) => sayCount(count, "{n} value cannot be shown on a logarithmic axis.", "{n} values cannot be shown on a logarithmic axis."),
  nowhere: (count: number) => sayCount(count, "{n} point has no place on the axis across and is left out.", "{n} points have no place on the axis across and are left out."),
  thinned: (count: number) => say("Here, each curve has about {n} of its points.", { n: count }),
  lost: say("The numbers behind these curves lie in a file of the report that cannot be loaded; open the page where the whole report lies."),
  range: (from: string, to: string) => say("From {start} to {end}", { start: from, end: to }),
  all: say("All is shown"),
  none: say("no value"),
  seconds: say("seconds since the start"),
  elsewhere: (value: string, place: string) => say("{value} at {place}", { value, place }),
  lowest: (name: string) => say("{owner}, lowest", { owner: name }),
  highest: (name: string) => say("{owner}, highest", { owner: name }),
  overlay: say("Curves of the chosen runs"),
  loading: say("Loading"),
  runs: say("Runs"),
  up: (label: string) => say("up: {label}", { label }),
  machine: (name: string) => say("{name}, of the machine", { name }),
  without: (names: string, more: number) =>
    more > 0 ? sayCount(more, "Without curves here: {names} and {n} more run.", "Without curves here: {names} and {n} more runs.", { names }) : say("Without curves here: {names}.", { names }),
  noCurves: say("None of the chosen runs has curves here."),
  endsAt: (values: Values) => say("{metric}: {name} ends at {end}", values),
  endsHighest: (values: Values) => say("{metric}: {name} ends highest, at {end}", values),
  endsLowest: (values: Values) => say("{metric}: {name} ends lowest, at {end}", values),
  further: (count: number) => sayCount(count, "Show {n} more curve", "Show {n} more curves"),
};
