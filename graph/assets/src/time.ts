// The period: two sliders over a bar for every day, month or year in which something was stated.

import { byId, svg } from "./dom";
import type { Store } from "./state";
import { t } from "./words";

const DAY = 86_400_000;
type Unit = "day" | "month" | "year";

export class Time {
  private readonly from = byId<HTMLInputElement>("time-from");
  private readonly to = byId<HTMLInputElement>("time-to");
  private readonly shown = byId("time-shown");
  private readonly steps: string[]; // the first days of the steps, without their missing parts: 2022, 2022-05, 2022-05-03

  constructor(private readonly store: Store) {
    const days = store.graph.edges.flatMap((edge) => edge.days).sort();
    this.steps = days.length ? stepsBetween(days[0]!, days.at(-1)!) : [];
    byId("time").hidden = this.steps.length < 2;
    if (this.steps.length < 2) return;
    for (const input of [this.from, this.to]) {
      input.max = String(this.steps.length - 1);
      input.addEventListener("input", () => this.slide(input));
      input.addEventListener("change", () => store.settle());
    }
    this.drawBars();
    store.subscribe(() => this.refresh());
    this.refresh();
  }

  private slide(moved: HTMLInputElement): void {
    let [low, high] = [Number(this.from.value), Number(this.to.value)];
    if (low > high) [low, high] = moved === this.from ? [high, high] : [low, low];
    const last = this.steps.length - 1;
    const whole = low === 0 && high === last;
    // "~" sorts after every digit and hyphen: the end of the step is inside.
    this.store.change(whole ? { from: "", to: "" } : { from: this.steps[low]!, to: `${this.steps[high]!}~` }, "time");
  }

  refresh(): void {
    if (this.steps.length < 2) return;
    const { from, to } = this.store.choice;
    const low = from ? this.steps.indexOf(from) : 0;
    const high = to ? this.steps.indexOf(to.slice(0, -1)) : this.steps.length - 1;
    this.from.value = String(low);
    this.to.value = String(high);
    const [first, last] = [this.steps[low]!, this.steps[high]!];
    this.from.setAttribute("aria-valuetext", first);
    this.to.setAttribute("aria-valuetext", last);
    const undated = this.store.graph.edges.some((edge) => !edge.days.length);
    this.shown.textContent = (first === last ? first : `${first} – ${last}`) + (undated && (from || to) ? ` · ${t("time.undated")}` : "");
    byId("time-bars").querySelectorAll("rect").forEach((bar, i) => bar.setAttribute("class", i >= low && i <= high ? "in" : "out"));
  }

  private drawBars(): void {
    const counts = this.steps.map(() => 0);
    const length = this.steps[0]!.length;
    const index = new Map(this.steps.map((step, i) => [step, i]));
    for (const edge of this.store.graph.edges) {
      for (const step of new Set(edge.days.map((day) => day.slice(0, length)))) counts[index.get(step)!]!++;
    }
    const most = Math.max(1, ...counts);
    const bars = svg("svg", { viewBox: `0 0 ${counts.length} 1`, preserveAspectRatio: "none", "aria-hidden": "true" });
    counts.forEach((count, i) => {
      const height = count ? Math.max(0.06, count / most) : 0;
      bars.append(svg("rect", { x: String(i + 0.08), width: "0.84", y: String(1 - height), height: String(height) }));
    });
    byId("time-bars").replaceChildren(bars);
  }
}

/** Days up to four months, months up to fifteen years, years beyond: as fine as a slider can be set. */
export function stepsBetween(first: string, last: string): string[] {
  const span = (Date.parse(last) - Date.parse(first)) / DAY;
  const unit: Unit = span <= 122 ? "day" : span <= 15 * 366 ? "month" : "year";
  const length = { day: 10, month: 7, year: 4 }[unit];
  const steps: string[] = [];
  const date = new Date(`${first}T00:00:00Z`);
  if (unit !== "day") date.setUTCDate(1);
  for (let step = ""; step < last.slice(0, length); ) {
    step = date.toISOString().slice(0, length);
    steps.push(step);
    if (unit === "day") date.setUTCDate(date.getUTCDate() + 1);
    else if (unit === "month") date.setUTCMonth(date.getUTCMonth() + 1);
    else date.setUTCFullYear(date.getUTCFullYear() + 1);
  }
  return steps;
}
