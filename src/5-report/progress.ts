// How far a run has come: one live line on a terminal, a plain line every tenth elsewhere. Never on standard output.
import { plainText } from '../core/plain-text.ts';
import { count, counted } from './overall.ts';

export interface ProgressSettings {
  /** Writes to standard error. */
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Width of the terminal in cells, asked anew for each line: windows are resized. 0: not known. */
  readonly columns: () => number;
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Number of planned cases. */
  readonly total: number;
  /** What is counted, and what stands out among it, where that is not cases and findings. */
  readonly words?: { readonly all: string; readonly one: string };
}

const usualWords = { all: 'cases', one: 'finding' };
/** Width of a terminal that does not report it. */
const usualColumns = 80;
/** A live line is drawn at most this often, in milliseconds. */
const redrawAfter = 100;
/** The rate is taken over at least this long, in milliseconds, so that it changes neither abruptly nor too late. */
const rateOver = 4_000;

interface Mark {
  readonly at: number;
  readonly done: number;
}

export class Progress {
  readonly #settings: ProgressSettings;
  readonly #started: number;
  #marks: Mark[];
  #done = 0;
  #findings = 0;
  #drawnAt = -Infinity;
  #tenth = 0;
  #live = false;
  #again = { what: '', times: 0 };

  constructor(settings: ProgressSettings) {
    this.#settings = settings;
    this.#started = settings.now();
    this.#marks = [{ at: this.#started, done: 0 }];
  }

  /** One more case has its verdict. `what` names it, or the property that runs. */
  advance(what: string, isFinding: boolean): void {
    this.#done += 1;
    if (isFinding) this.#findings += 1;
    if (this.#settings.isTerminal) this.#draw(what, this.#done === this.#settings.total);
    else this.#writeLine();
  }

  /** One more thing is done behind the last case; `what` is the same for those of one kind. */
  again(what: string): void {
    const times = what === this.#again.what ? this.#again.times + 1 : 1;
    this.#again = { what, times };
    if (!this.#settings.isTerminal) {
      if (times === 1) this.#settings.write(`kexcts: ${what}\n`);
      return;
    }
    if (this.#mayDraw(times === 1)) this.#show(`${what}  ${count(times)}`);
  }

  /** Writes a line of text above the live one. */
  note(text: string): void {
    this.#erase();
    this.#settings.write(`${text}\n`);
    this.#drawnAt = -Infinity;
  }

  /** Takes the live line away. */
  end(): void {
    this.#erase();
  }

  #erase(): void {
    if (this.#live) this.#settings.write('\r\u001b[2K');
    this.#live = false;
  }

  #draw(what: string, atOnce: boolean): void {
    if (!this.#mayDraw(atOnce)) return;
    const rate = this.#rate(this.#drawnAt);
    const { total } = this.#settings;
    const parts = [
      `${percent(this.#done, total)} %`,
      `${count(this.#done)}/${count(total)}`,
      `${count(Math.round(rate))}/s`,
      this.#found(),
      rate > 0 ? `${minutes((total - this.#done) / rate)} left` : '',
      plainText(what, 200),
    ];
    this.#show(parts.filter((part) => part !== '').join('  '));
  }

  /** Whether it is time for another live line; if so, it is drawn now. */
  #mayDraw(atOnce: boolean): boolean {
    const now = this.#settings.now();
    if (now - this.#drawnAt < redrawAfter && !atOnce) return false;
    this.#drawnAt = now;
    return true;
  }

  #show(line: string): void {
    this.#settings.write(`\r\u001b[2K${fitted(line, (this.#settings.columns() || usualColumns) - 1)}`);
    this.#live = true;
  }

  #found(): string {
    return counted(this.#findings, (this.#settings.words ?? usualWords).one);
  }

  #rate(now: number): number {
    this.#marks.push({ at: now, done: this.#done });
    while (this.#marks.length > 2 && now - (this.#marks[1]?.at ?? now) >= rateOver) this.#marks.shift();
    const first = this.#marks[0] ?? { at: now, done: this.#done };
    return now === first.at ? 0 : ((this.#done - first.done) * 1_000) / (now - first.at);
  }

  #writeLine(): void {
    const { total, now, write, words = usualWords } = this.#settings;
    const tenth = total === 0 ? 10 : Math.floor((this.#done * 10) / total);
    if (tenth <= this.#tenth) return;
    this.#tenth = tenth;
    const seconds = ((now() - this.#started) / 1_000).toFixed(1);
    write(
      `kexcts: ${tenth * 10} % (${count(this.#done)} of ${count(total)} ${words.all}), ${this.#found()}, ${seconds} s\n`,
    );
  }
}

function percent(done: number, total: number): string {
  return String(total === 0 ? 100 : Math.floor((done * 100) / total)).padStart(3, ' ');
}

/** `0:07`, `12:30`, `1:02:03`. */
function minutes(seconds: number): string {
  const whole = Math.ceil(seconds);
  const hours = Math.floor(whole / 3_600);
  const rest = [Math.floor(whole / 60) % 60, whole % 60];
  const [minute = 0, second = 0] = rest;
  const tail = String(second).padStart(2, '0');
  return hours === 0 ? `${minute}:${tail}` : `${hours}:${String(minute).padStart(2, '0')}:${tail}`;
}

/** Cells of a terminal that a character takes at most. */
function cellsOf(character: string): number {
  return character <= '~' ? 1 : 2;
}

/** Text cut to a number of cells, or a little before where it is not ASCII. */
function fitted(text: string, cells: number): string {
  const shown: string[] = [];
  let width = 0;
  for (const character of text) {
    width += cellsOf(character);
    // The last cell may have to hold the sign that text is missing.
    if (width > cells) return `${shown.slice(0, -1).join('')}…`;
    shown.push(character);
  }
  return text;
}
