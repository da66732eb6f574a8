// A block as it is drawn: rows of fields.
import type { Profile } from '../1-contract/model.ts';

export interface DrawnField {
  readonly name: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** Its bytes in hexadecimal; absent where they are not known. */
  readonly hex?: string;
  /** Ranges of bytes that are not what they should be: first, and one behind the last. */
  readonly wrong?: readonly (readonly [from: number, to: number])[];
  /** What is wrong with it, or remarkable. */
  readonly defect?: string;
}

export interface DrawnRow {
  readonly label: string;
  readonly fields: readonly DrawnField[];
}

export interface DrawnBlock {
  readonly title: string;
  readonly rows: readonly DrawnRow[];
}

/** What a drawing needs besides the recipe. */
export interface DrawingContext {
  readonly profile: Pick<Profile, 'hash' | 'mgfHash' | 'label'>;
  /** The bytes that were sent, in hexadecimal, where they are known. */
  readonly sent?: string | undefined;
  /** What DataSize said of them, where that is known. */
  readonly dataSize?: number | undefined;
}
