import type { IMimeBundle, IOutput, MultilineString } from '@jupyterlab/nbformat';
import type { Bundle, Shown } from '../src/kernel/messages';
import { extend } from '../src/notebook/outputs';
import { escapeHtml } from './highlight';

const plotly = 'application/vnd.plotly.v1+json';

const joined = (text: unknown): string => (Array.isArray(text) ? (text as string[]).join('') : String(text));

/** A notebook may keep text as one string or as a list of lines. */
function bundle(data: IMimeBundle): Bundle {
  const entries = Object.entries(data)
    // the still picture stands for the plot, which would cost the reader its library
    .filter(([type]) => type !== plotly || !data['image/svg+xml'])
    .map(([type, value]): [string, unknown] => [type, type === plotly ? value : joined(value)]);
  return Object.fromEntries(entries);
}

/** A notebook's outputs as the page shows them. */
export function fromNotebook(outputs: readonly IOutput[]): Shown[] {
  return outputs.flatMap((output): Shown[] => {
    switch (output.output_type) {
      case 'stream':
        return [{ kind: 'stream', text: joined(output.text as MultilineString) }];
      case 'display_data':
        return [{ kind: 'display', data: bundle(output.data as IMimeBundle) }];
      case 'execute_result':
        return [{ kind: 'result', data: bundle(output.data as IMimeBundle) }];
      case 'error': {
        const { ename, evalue } = output as { ename: string; evalue: string };
        return [{ kind: 'error', failure: { ename, evalue } }];
      }
      default:
        return [];
    }
  });
}

/** What a run showed, as it stands at its end, with still pictures for plots. */
export const settled = (items: readonly Shown[]): readonly Shown[] =>
  extend([], items).map((item) =>
    'data' in item ? { ...item, data: bundle(item.data as IMimeBundle) } : item,
  );

/** The saved outputs as HTML: the same elements and classes that `Outputs` gives to fresh ones. */
export const outputsHtml = (outputs: readonly Shown[]): string => outputs.map(outputHtml).join('');

function outputHtml(shown: Shown): string {
  if (shown.kind === 'stream') return `<pre class="output text">${escapeHtml(shown.text)}</pre>`;
  if (shown.kind === 'error')
    return `<div class="output error"><pre><strong>${escapeHtml(`${shown.failure.ename}: ${shown.failure.evalue}`)}</strong></pre></div>`;
  const { data, kind } = shown;
  const classes = kind === 'result' ? 'output result' : 'output';
  if (data['image/svg+xml']) return `<div class="${classes} drawing">${data['image/svg+xml']}</div>`;
  if (data['text/html']) return `<div class="${classes} html">${data['text/html']}</div>`;
  return `<pre class="${classes} text">${escapeHtml(String(data['text/plain'] ?? ''))}</pre>`;
}
