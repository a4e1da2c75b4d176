/** Signs of numbers, and the form of very small and very large ones; as `figures/numbers.py` writes them. */
import { localized } from "./words";

export const MINUS = "\u2212";
export const NARROW = "\u202f";
const SUPERSCRIPTS: Record<string, string> = { "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" };

/** A number in the form −1.5×10⁻⁵, a power of ten as 10⁻⁵. */
export function scientific(value: number, digits: number): string {
  const [front, power] = Math.abs(value).toExponential(Math.max(digits - 1, 0)).split("e");
  const ten = `10${[...String(Number(power))].map((sign) => SUPERSCRIPTS[sign] ?? sign).join("")}`;
  const size = Number(front) === 1 ? ten : `${Number(front)}×${ten}`;
  return localized(`${value < 0 ? MINUS : ""}${size}`);
}
