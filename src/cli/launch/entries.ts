// What the one script holds that the build makes of the sources: each entry is loaded when it is asked for.

export const entries = {
  cli: async (): Promise<void> => (await import('../main.ts')).main(process.argv),
  'observe-thread': async (): Promise<void> => (await import('../../3-observe/observe-thread.ts')).answer(),
};
