// What checks the vectors shares no code with what makes them.
import { readFileSync, readdirSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';

/** The rooms of the check. They may import each other, and of the rest only types, constants and numbers of Windows. */
const rooms = ['src/vectors/check', 'src/ciphertexts/open'];
const shared = [
  'src/vectors/format.ts',
  'src/vectors/tc-ids.ts',
  'src/ciphertexts/block.ts',
  'src/1-contract/model.ts',
  'src/core/windows/hresult.ts',
];

const files = rooms.flatMap((room) =>
  readdirSync(join(packageRoot, room))
    .filter((name) => /(?<!\.test|\.test-support)\.ts$/.test(name))
    .map((name) => `${room}/${name}`),
);

test.each(files)('%s imports nothing of the encoder', (file) => {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  const imported = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) =>
    normalize(join(file, '..', path)).replaceAll('\\', '/'),
  );
  const foreign = imported.filter(
    (path) => !shared.includes(path) && !rooms.some((room) => path.startsWith(room)),
  );
  expect(foreign).toEqual([]);
});
