// A folder of vectors in which some are wrong, each in another way: what an exported program must find out.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../steps.mjs';

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
 * Writes vectors of this package to a folder: of each flag the first one altered, the others as they are.
 * @returns id, comment and profile of each that was altered, as exports have them
 */
export function writeAltered(folder) {
  mkdirSync(folder);
  const altered = [];
  for (const name of new Set(alterations.map((one) => one.file))) {
    const file = JSON.parse(readFileSync(join(root, 'vectors', `${name}.json`), 'utf8'));
    const own = alterations.filter((one) => one.file === name);
    for (const group of file.testGroups)
      group.tests = group.tests.filter(({ flags }) => own.some(({ flag }) => flags.includes(flag)));
    file.testGroups = file.testGroups.filter(({ tests }) => tests.length > 0);
    const [{ profile, tests }] = file.testGroups;
    for (const { flag, alter } of own) {
      const vector = tests.find((one) => one.flags.includes(flag));
      alter(vector);
      altered.push({ id: `${name} tcId ${vector.tcId}`, comment: vector.comment, profile });
    }
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(file));
  }
  return altered;
}
