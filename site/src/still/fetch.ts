const pages = new Map<string, Promise<Document>>();

async function load(path: string): Promise<Document> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new DOMParser().parseFromString(await response.text(), 'text/html');
}

/** The HTML of a still in the page at this path. */
export async function fetchStill(path: string, still: string): Promise<string> {
  let page = pages.get(path);
  if (!page) {
    page = load(path);
    pages.set(path, page);
    page.catch(() => pages.delete(path));
  }
  return (await page).querySelector(`[data-still="${still}"]`)?.innerHTML ?? '';
}
