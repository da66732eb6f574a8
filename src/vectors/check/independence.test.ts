// What checks the vectors shares no code with what makes them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../package-root.ts';

const folder = join(packageRoot, 'src', 'vectors', 'check');

/** Outside of its folder: types, constants, facts, and the one private key that is nobody's. */
const shared = [
  '../format.ts',
  '../tc-ids.ts',
  '../../contract/model.ts',
  '../../windows/hresult.ts',
  // The classifier computes points from bytes alone; it imports nothing of the encoder either.
  '../../classify/bounds.ts',
  '../../classify/classify-block.ts',
  '../../classify/private-key.ts',
  '../../classify/stranger-private-key.ts',
];

test.each(readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')))(
  '%s imports nothing of the encoder',
  (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map((match) => match[1] ?? '');
    const foreign = imported.filter((path) => !path.startsWith('./') && !shared.includes(path));
    expect(foreign).toEqual([]);
  },
);
