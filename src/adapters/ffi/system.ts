// What the runner asks of the operating system beyond Node: pages of memory, its own end, and where text goes that
// native code prints.

/** Memory that can be read and written. */
export interface Pages {
  readonly address: number;
  readonly bytes: Buffer;
}

export interface System {
  /** Bytes of a page. */
  readonly pageSize: number;
  /**
   * Makes pages between inaccessible ones, which stay for the life of the process.
   * @param size - bytes that can be read and written, a multiple of `pageSize`
   * @param guard - bytes on each side that cannot be touched, a multiple of `pageSize`
   * @throws Error where memory has run out.
   */
  allocatePages(size: number, guard: number): Pages;
  /** Takes away, or gives back, the right to write to pages. */
  protectPages(address: number, size: number, readOnly: boolean): void;
  /**
   * Takes standard output for the wire, and leaves standard error in its place for the process and the native code in it.
   * @returns what writes ASCII text to the wire, all of it; it gives false where nobody reads any more.
   */
  takeStandardOutput(): (text: string) => boolean;
  /** Waits until standard input has something to read, or has ended; for one that does not make a reader wait. */
  waitForInput(): void;
  /** Whether nobody can write to standard input any more. Not to be asked while another thread reads from it. */
  inputHasHungUp(): boolean;
  /** Writes out what native code has printed into buffers. */
  flush(): void;
  /** Ends the process at once: neither Node nor native code is asked. */
  exit(status: number): never;
}
