// A verdict as a small coloured word: never by colour alone.
import type { Verdict } from '../../../4-judge/verdict.ts';
import { el } from './dom.ts';

/** Verdicts with the same look: failure, doubtful, error of the suite, a fact, right, not decided. */
export function toneOf(verdict: Verdict): 'bad' | 'doubt' | 'ours' | 'fact' | 'good' | 'none' {
  switch (verdict) {
    case 'fail':
    case 'crash':
    case 'timeout':
      return 'bad';
    case 'warn':
    case 'flaky':
      return 'doubt';
    case 'error':
      return 'ours';
    case 'observed':
      return 'fact';
    case 'pass':
      return 'good';
    case 'unsupported':
    case 'skip':
      return 'none';
  }
}

export function badge(verdict: Verdict): HTMLElement {
  return el('span', { class: `badge ${toneOf(verdict)}` }, verdict);
}
