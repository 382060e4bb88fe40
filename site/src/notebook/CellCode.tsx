import { type ComponentType, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Still } from '../still/Still';
import type { EditorProps } from './Editor';

interface Props extends Omit<EditorProps, 'focus'> {
  /** The code highlighted, as long as it is the book's. */
  readonly still?: string;
}

/** The code of a cell: still until the reader points at it, then an editor that looks the same. */
export function CellCode({ still, ...cell }: Props): ReactNode {
  const [wanted, setWanted] = useState(false);
  const [Editor, setEditor] = useState<ComponentType<EditorProps>>();
  const focus = useRef<EditorProps['focus']>(undefined);
  useEffect(() => {
    // without the editor the cell can still be read and run
    if (wanted)
      import('./Editor').then((module) => setEditor(() => module.Editor)).catch(() => setWanted(false));
  }, [wanted]);
  if (Editor) return <Editor {...cell} focus={focus.current} />;

  const want = () => setWanted(true);
  const point = ({ clientX: x, clientY: y }: PointerEvent) => {
    if (getSelection()?.isCollapsed !== false) focus.current = { x, y };
    want();
  };
  const numbers = cell.code.split('\n').map((_, i) => i + 1);
  return (
    <div className="cell-code still" onPointerEnter={want}>
      <pre aria-hidden="true" className="gutter">
        {numbers.join('\n')}
      </pre>
      {/* biome-ignore lint/a11y/useSemanticElements: a textarea would not be highlighted */}
      <div
        className="code"
        role="textbox"
        tabIndex={0}
        aria-multiline="true"
        aria-label={cell.label}
        aria-describedby={cell.help}
        onPointerUp={point}
        onFocus={() => {
          focus.current ??= 'start';
          want();
        }}
        onBlur={() => {
          focus.current = undefined;
        }}
      >
        {still === undefined ? cell.code : <Still of={still} as="code" />}
      </div>
    </div>
  );
}
