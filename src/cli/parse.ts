// Values of options, checked where they enter.
import { InvalidArgumentError } from 'commander';
import { shardFromEnvironment } from './shard-from-environment.ts';
import type { Shard } from '../2-plan/plan.ts';

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** `10s`, `500ms`, `2m`: milliseconds. */
export function duration(text: string): number {
  const match = /^(\d+)(ms|s|m|h)?$/.exec(text);
  const factor = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'] ?? 1000;
  if (match?.[1] === undefined)
    throw new InvalidArgumentError('Expected a duration such as 10s, 500ms or 2m.');
  return Number(match[1]) * factor;
}

/** `I..J`: the whole numbers from I to J. */
export function seedRange(text: string): number[] {
  const match = /^(\d{1,10})\.\.(\d{1,10})$/.exec(text);
  const from = Number(match?.[1] ?? 1);
  const to = Number(match?.[2] ?? 0);
  if (from > to || to > 0xffffffff || to - from >= 1000) {
    throw new InvalidArgumentError('Expected I..J, at most 1000 seeds, such as 1..10.');
  }
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** `I/N`, 1 ≤ I ≤ N, or `auto`: as the environment says. */
export function shard(text: string): Shard {
  if (text === 'auto') {
    const found = shardFromEnvironment(process.env);
    if (typeof found === 'string') throw new InvalidArgumentError(found);
    return found;
  }
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1] ?? 0);
  const count = Number(match?.[2] ?? 0);
  if (index < 1 || index > count || count > 100_000) {
    throw new InvalidArgumentError('Expected I/N with I from 1 to N, such as 1/4, or auto.');
  }
  return { index, count };
}

/** `K=V`, collected; the last of equal keys wins. */
export function keyValue(text: string, known: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Expected K=V, such as profile=oaep-sha1.');
  return { ...known, [text.slice(0, at)]: text.slice(at + 1) };
}

/** `YYYY-MM-DD`. */
export function date(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('Expected a date such as 2026-01-31.');
  }
  return text;
}
