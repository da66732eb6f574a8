// A folder of vectors in which some are wrong, each in another way: what an exported program must find out.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';

const session = (profile) => `crypto-session-${profile}`;

/** Another hexadecimal digit in a place of a text. */
function otherDigit(text, at) {
  const digit = text.at(at) === '0' ? '1' : '0';
  const place = at < 0 ? text.length + at : at;
  return text.slice(0, place) + digit + text.slice(place + 1);
}

function without(vector, ...names) {
  for (const name of names) delete vector[name];
}

/** Each: where, the flag of the vector (the first that has it), and what is done to it. */
const alterations = ['opm-sha512', 'oaep-sha1'].flatMap((profile) => [
  { file: session(profile), flag: 'Normal', alter: (one) => (one.key = otherDigit(one.key, 0)) },
  { file: session(profile), flag: 'SeedContents', alter: (one) => (one.ct = otherDigit(one.ct, -1)) },
  {
    file: session(profile),
    flag: 'InvalidLabelHash',
    alter: (one) => Object.assign(one, { result: 'valid', key: one.msg }),
  },
  {
    file: session(profile),
    flag: 'KeyContents',
    alter: (one) => {
      one.result = 'invalid';
      without(one, 'key');
    },
  },
]);
alterations.push({
  file: 'opm',
  flag: 'SequenceNumbers',
  alter: ({ fields }) => (fields.commandSequence = (fields.commandSequence + 1) % 2 ** 32),
});

/**
 * Writes the vectors of this package to a folder, some of them altered.
 * @returns id, comment and profile of each that was altered, as exports have them
 */
export function writeAltered(folder) {
  const from = join(root, 'vectors');
  cpSync(from, folder, { recursive: true });
  const altered = [];
  for (const name of new Set(alterations.map((one) => one.file))) {
    const path = join(folder, `${name}.json`);
    const file = JSON.parse(readFileSync(path, 'utf8'));
    const [{ profile, tests }] = file.testGroups;
    for (const { flag, alter } of alterations.filter((one) => one.file === name)) {
      const vector = tests.find((one) => one.flags.includes(flag));
      alter(vector);
      altered.push({ id: `${name} tcId ${vector.tcId}`, comment: vector.comment, profile });
    }
    writeFileSync(path, JSON.stringify(file));
  }
  return altered;
}
