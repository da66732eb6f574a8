// vectors/tc-ids.json: which vector has which tcId. Ids are given once: what is gone keeps its own, and nothing is renumbered.
import { exitStatus, SuiteError } from '../core/errors.ts';

export const tcIdsSchema = 'kexcts-tc-ids/1';

/** What distinguishes a vector of a file from all others: its key and its case, or the hash of its recipe. */
type Identity = string;

export interface TcIdsFile {
  readonly schema: typeof tcIdsSchema;
  readonly about: string;
  /** For each file its vectors, in the order of their ids, with the comment they had when they got them. */
  readonly files: Readonly<
    Record<string, readonly { readonly tcId: number; readonly of: Identity; readonly comment: string }[]>
  >;
}

const about =
  'The tcId of every vector that ever was in a file of this folder. Written by `kexcts vectors make`; lines are only ever added.';

export class TcIds {
  private readonly files = new Map<string, Map<Identity, { tcId: number; comment: string }>>();
  private readonly requested = new Set<string>();

  /** @throws SuiteError `TC_IDS` where an id was given twice, or out of order */
  constructor(known?: TcIdsFile) {
    for (const [file, rows] of Object.entries(known?.files ?? {})) {
      const ids = new Map<Identity, { tcId: number; comment: string }>();
      for (const [index, { tcId, of, comment }] of rows.entries()) {
        if (tcId !== index + 1 || ids.has(of)) {
          throw new SuiteError(
            'TC_IDS',
            `expected tcId ${index + 1} of ${file} in tc-ids.json to be given once and in order; got ${tcId} for ${of}`,
            'take the file from version control again: its lines are only ever added to',
            exitStatus.doesNotHold,
          );
        }
        ids.set(of, { tcId, comment });
      }
      this.files.set(file, ids);
    }
  }

  /**
   * The id of a vector; a new one where it has none.
   * @throws SuiteError `VECTOR_TWICE` where a file has the same vector twice
   */
  tcIdFor(file: string, of: Identity, comment: string): number {
    const name = `${file} ${of}`;
    if (this.requested.has(name)) {
      throw new SuiteError(
        'VECTOR_TWICE',
        `expected every vector of ${file} once; got "${comment}" twice`,
        'take one of them out',
        exitStatus.doesNotHold,
      );
    }
    this.requested.add(name);
    let ids = this.files.get(file);
    if (ids === undefined)
      this.files.set(file, (ids = new Map<Identity, { tcId: number; comment: string }>()));
    let row = ids.get(of);
    if (row === undefined) ids.set(of, (row = { tcId: ids.size + 1, comment }));
    return row.tcId;
  }

  toFile(): TcIdsFile {
    const files = Object.fromEntries(
      [...this.files].map(([file, ids]) => [
        file,
        [...ids].map(([of, row]) => ({ tcId: row.tcId, of, comment: row.comment })),
      ]),
    );
    return { schema: tcIdsSchema, about, files };
  }
}
