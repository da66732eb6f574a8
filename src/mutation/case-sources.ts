// What an emulated driver draws, begun anew with each case: the same calls get the same answers from drivers that do the same,
// whatever happened in the cases before.
import type { DriverSources } from '../emulator/driver.ts';
import { seededBlock, seededRandom, type RandomSource } from '../emulator/random.ts';

/** Objects that a case makes, at most, for no handle of it to be one of the next case's. */
const objectsOfACase = 4096;

/** Blocks of random bytes by case, the first ones of each: every driver draws the same. */
const drawn = new Map<number, Buffer[]>();
const mostBlocks = 64;

function drawnBlock(place: number, index: number): Buffer {
  let blocks = drawn.get(place);
  if (blocks === undefined) drawn.set(place, (blocks = []));
  const block = blocks[index] ?? seededBlock(place, index);
  if (index < mostBlocks) blocks[index] = block;
  return block;
}

export class CaseSources {
  #random: RandomSource = seededRandom(0, drawnBlock);
  #handles = 0;

  /** To be given to the driver. */
  readonly sources: Pick<DriverSources, 'random' | 'handleNumber'> = {
    random: (bytes) => this.#random(bytes),
    handleNumber: () => ++this.#handles,
  };

  /** The case in that place begins; 0 is what comes before the first. */
  begin(place: number): void {
    this.#random = seededRandom(place, drawnBlock);
    this.#handles = place * objectsOfACase;
  }
}
