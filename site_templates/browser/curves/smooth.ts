/**
 * An exponential moving average without the pull to zero of its start, as TensorBoard draws it: the mean of all
 * values so far, each `weight` times as heavy as the next. What is not finite stays a gap and counts for nothing.
 */
export function smoothed(values: number[], weight: number): number[] {
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return NaN;
    sum = sum * weight + value;
    total = total * weight + 1;
    return sum / total;
  });
}
