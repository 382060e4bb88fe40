import { translate } from '@docusaurus/Translate';
import type { ReactNode } from 'react';
import type { Failure } from '../kernel/failure';
import type { Bundle, Shown } from '../kernel/messages';
import { Still } from '../still/Still';
import { useNotebook } from './context';
import { type Figure, Plot } from './Plot';

/** What a cell shows, below it. */
export function Outputs({ outputs, old }: { outputs: readonly Shown[]; old?: boolean }): ReactNode {
  if (outputs.length === 0) return null;
  return (
    <div className="cell-outputs" data-old={old || undefined}>
      {outputs.map((shown, i) => (
        // outputs only ever grow or change in place
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
        <Output key={i} shown={shown} />
      ))}
    </div>
  );
}

/** What the cell printed when the book was made, until it is run here. */
export const SavedOutputs = ({ still }: { still: string }): ReactNode => (
  <div className="cell-outputs" data-saved>
    <div className="saved-note">
      {translate({ id: 'unrolled.output.saved', message: 'Output saved with the book' })}
    </div>
    <Still of={still} />
  </div>
);

function Output({ shown }: { shown: Shown }): ReactNode {
  switch (shown.kind) {
    case 'stream':
      return <pre className="output text">{shown.text}</pre>;
    case 'error':
      return <ErrorText failure={shown.failure} />;
    case 'result':
      return <Rich data={shown.data} className="output result" />;
    case 'display':
      return <Rich data={shown.data} className="output" />;
  }
}

/** The richest of the forms that a bundle offers. */
function Rich({ data, className }: { data: Bundle; className: string }): ReactNode {
  const figure = data['application/vnd.plotly.v1+json'] as Figure | undefined;
  const markup = (data['image/svg+xml'] ?? data['text/html']) as string | undefined;
  const drawn = markup !== undefined && (
    <Markup html={markup} className={`${className} ${data['image/svg+xml'] ? 'drawing' : 'html'}`} />
  );
  if (figure)
    return <Plot figure={figure} meanwhile={drawn} summary={data['text/plain'] as string | undefined} />;
  return drawn || <pre className={`${className} text`}>{String(data['text/plain'] ?? '')}</pre>;
}

const Markup = ({ html, className }: { html: string; className: string }): ReactNode => (
  // biome-ignore lint/security/noDangerouslySetInnerHtml: the cell's own output, from the book or the reader's code
  <div className={className} dangerouslySetInnerHTML={{ __html: html }} />
);

function ErrorText({ failure }: { failure: Failure }): ReactNode {
  const notebook = useNotebook();
  const { ename, evalue, frames = [] } = failure;
  return (
    <div className="output error" role="alert">
      <pre>
        <strong>{`${ename}: ${evalue}`}</strong>
        {frames.map(({ cell, line, code }) => {
          const n = notebook.place(cell);
          const where = translate(
            { id: 'unrolled.error.frame', message: 'cell {n}, line {line}' },
            { n, line },
          );
          return `\n    ${where}${code ? `: ${code}` : ''}`;
        })}
      </pre>
      {ename === 'ReferenceError' && (
        <p>
          {translate({
            id: 'unrolled.error.undefined',
            message: 'If a cell above defines this name, run the cells above first: “Run all to here”.',
          })}
        </p>
      )}
    </div>
  );
}
