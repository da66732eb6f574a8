// Where a case declares something else of its block than the block is.
/** Variables of a point with their values. */
type DeclaredPoint = Readonly<Record<string, string>>;
import type { Classification } from './classify-block.ts';

const compared = ['size', 'integer', 'encoding', 'message', 'opmMessage', 'random'] as const;

/** One line for each variable that was declared, could be seen, and differs; none where all is well. */
export function contradictions(declared: DeclaredPoint, seen: Classification): string[] {
  return compared.flatMap((name) => {
    const said = declared[name];
    const is = seen[name];
    if (said === undefined || is === undefined || said === is) return [];
    return [
      `${name} was declared ${said}, and is ${is}${seen.detail === undefined ? '' : ` (${seen.detail})`}`,
    ];
  });
}
