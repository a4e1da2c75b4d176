// Runs before the first paint, so that a chosen color scheme does not flash. Nothing else belongs here.
import { apply, chosen } from "./scheme";

document.documentElement.classList.add("scripted");
apply(chosen());
