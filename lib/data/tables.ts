/** The table that `load` imports; if its file is not there, an error that says what makes it. */
export async function loadTable<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const advice = 'It is written by `npm run build:lib`; in a page, look at the network.';
    throw new Error(`the table “${name}” could not be loaded. ${advice}`, { cause });
  }
}
