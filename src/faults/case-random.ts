// Random numbers of an emulated driver that begin anew with each case, whatever happened in the cases before.
import { seededRandom, type RandomSource } from '../emulator/random.ts';

export class CaseRandom {
  #source: RandomSource = seededRandom(0);

  /** To be given to the driver. */
  readonly source: RandomSource = (bytes) => this.#source(bytes);

  /** The case in that place begins; 0 is what comes before the first. */
  begin(place: number): void {
    this.#source = seededRandom(place);
  }
}
