// The text of a file of vectors: JSON that reads well in a diff, one member of a vector a line.
import type { TcIdsFile } from './tc-ids.ts';
import type { VectorFile } from './format.ts';

function member(name: string, text: string, indent: string): string {
  return `${indent}${JSON.stringify(name)}: ${text}`;
}

/** An object with each member on a line of its own, as compact JSON. */
function objectByLines(value: object, indent: string): string {
  const members = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => member(name, JSON.stringify(one), `${indent}  `));
  return `${indent}{\n${members.join(',\n')}\n${indent}}`;
}

/** An object whose last member is an array of objects, written by `row`. */
function objectEndingInArray(head: object, name: string, rows: readonly string[], indent: string): string {
  const members = Object.entries(head).map(([one, value]) =>
    member(one, JSON.stringify(value), `${indent}  `),
  );
  const list = rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n${indent}  ]`;
  return `${indent}{\n${[...members, member(name, list, `${indent}  `)].join(',\n')}\n${indent}}`;
}

/** What a file has to have to be written: groups, each with its vectors. */
export type WritableVectorFile = Omit<VectorFile, 'schema' | 'testGroups'> & {
  readonly schema: string;
  readonly testGroups: readonly { readonly tests: readonly object[] }[];
};

/** The text of a file of vectors; the same for the same vectors. */
export function vectorFileText(file: WritableVectorFile): string {
  const { testGroups, ...head } = file;
  const groups = testGroups.map(({ tests, ...group }) =>
    objectEndingInArray(
      group,
      'tests',
      tests.map((test) => objectByLines(test, '        ')),
      '    ',
    ),
  );
  return `${objectEndingInArray(head, 'testGroups', groups, '')}\n`;
}

/** The text of the ledger: one vector a line. */
export function tcIdsText({ files, ...head }: TcIdsFile): string {
  const parts = Object.entries(files).map(
    ([name, rows]) =>
      `    ${JSON.stringify(name)}: [\n${rows.map((row) => `      ${JSON.stringify(row)}`).join(',\n')}\n    ]`,
  );
  const members = Object.entries(head).map(([name, value]) => member(name, JSON.stringify(value), '  '));
  return `{\n${[...members, `  "files": {\n${parts.join(',\n')}\n  }`].join(',\n')}\n}\n`;
}
