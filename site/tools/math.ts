import katex from 'katex';

const made = new Map<string, string>();

/** TeX as HTML with MathML inside. Throws on anything that KaTeX would draw in red or merely warn of. */
export function renderMath(tex: string, display: boolean): string {
  const key = `${display} ${tex}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const set = katex.renderToString(tex, { displayMode: display, strict: 'error', throwOnError: true });
  // the TeX once more, for nobody
  const html = set.replace(/<annotation[\s\S]*?<\/annotation>/g, '');
  made.set(key, html);
  return html;
}
