// One object's states, as the contract's table has them: every transition class (call, state, outcome), and every two that can
// follow one another, on sessions, outputs and channels. Where the contract leaves an outcome open, the driver's decides.
import { Draft } from '../src/2-plan/draft.ts';
import { includesLevel } from '../src/2-plan/plan-level.ts';
import {
  channelMachine,
  outputMachine,
  sessionMachine,
  type DraftMachine,
} from '../src/2-plan/state-machines.ts';
import type { DraftCase, PlanContext, PlanLevel, Property } from '../src/2-plan/property.ts';
import { explore, sequences as sequencesOf } from '../src/2-plan/transitions.ts';

export const sequences: Property = {
  name: 'sequences',
  statement:
    'call sequences that go through every two consecutive transitions of a session, an output and a channel',
  enumerates: true,
  clauses: ['NCSKE-ST-*', 'NCSKE-OPM-*', 'NCSKE-CH-*', 'NCSKE-OK-2', 'NCSKE-ERR-*'],
  *cases(context) {
    if (!includesLevel(context.level, 'gate')) return;
    for (const machine of [sessionMachine(context), outputMachine(context), channelMachine(context)]) {
      yield* sequenceCases(context, machine);
    }
  },
};

function* sequenceCases(context: PlanContext, machine: DraftMachine): Generator<DraftCase> {
  const transitions = explore(context.contract, machine);
  const seen = new Set<string>();
  for (const level of ['gate', 'full'] satisfies PlanLevel[]) {
    if (!includesLevel(context.level, level)) return;
    for (const { moves, states } of sequencesOf(transitions, machine.initial, level === 'full')) {
      const name = moves.map((move) => move.name).join(', ');
      if (seen.has(name)) continue;
      seen.add(name);
      const draft = new Draft(context);
      machine.create(draft);
      for (const [at, move] of moves.entries()) {
        move.make(draft, `sequences/${machine.name}/${name}/${at}`, states[at] ?? machine.initial);
      }
      const title = `${machine.name}: ${moves.map((move) => move.what).join('; ')}`;
      yield { kind: 'sequence', level, title, draft };
    }
  }
}
