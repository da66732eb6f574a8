// Columns of text for terminals, where a character may be two cells wide.
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Text padded with blanks to a width in cells; left as it is where it is wider. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/** As {@link pad}, the blanks in front. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
}

/** The widest of some texts, in cells. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, stringWidth(text)), 0);
}

/** Text broken at blanks into lines of at most `width` cells; longer words are broken too. */
export function wrapped(text: string, width: number): string[] {
  return wrapAnsi(text, Math.max(10, width), { hard: true, trim: true }).split('\n');
}

/** A label, and text wrapped to the right of it: `  label  text …`, its further lines indented to the same column. */
export function labelled(
  label: string,
  text: string,
  layout: { indent: number; labelWidth: number; columns: number },
): string[] {
  const labelWidth = Math.max(layout.labelWidth, stringWidth(label));
  const start = layout.indent + labelWidth + 2;
  return wrapped(text, layout.columns - start).map((line, index) =>
    index === 0
      ? `${' '.repeat(layout.indent)}${pad(label, labelWidth)}  ${line}`
      : `${' '.repeat(start)}${line}`,
  );
}
