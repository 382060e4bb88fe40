import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, Prec, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { type ReactNode, useEffect, useRef } from 'react';
import { libraryNames } from './completion';

export interface EditorProps {
  readonly code: string;
  /** The line to point at, from 1. */
  readonly errorLine?: number;
  readonly label: string;
  /** Id of the element that names the keys. */
  readonly help: string;
  /** Where the cursor is to go at once: the reader already pointed there. */
  readonly focus?: { readonly x: number; readonly y: number } | 'start';
  onChange(code: string): void;
  onRun(): void;
  onLeave(): void;
}

const pointAt = StateEffect.define<number | undefined>();

/** Marks the line of an error until the reader changes something. */
const errorLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { docChanged, effects, state }) {
    for (const effect of effects) {
      if (!effect.is(pointAt)) continue;
      const line = effect.value;
      if (line === undefined || line > state.doc.lines) return Decoration.none;
      return Decoration.set(Decoration.line({ class: 'error-line' }).range(state.doc.line(line).from));
    }
    return docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** The code of a cell, to be edited. Tab indents; Escape leaves, so that the keyboard is not caught in here. */
export function Editor(props: EditorProps): ReactNode {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const editor = new EditorView({ parent: parent.current!, state: newState(latest) });
    view.current = editor;
    const { focus } = latest.current;
    if (focus) {
      editor.focus();
      const at = focus === 'start' ? 0 : editor.posAtCoords(focus);
      if (at !== null) editor.dispatch({ selection: { anchor: at } });
    }
    return () => editor.destroy();
  }, []);

  const { code, errorLine: line } = props;
  useEffect(() => {
    const editor = view.current!;
    if (editor.state.doc.toString() !== code)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: code } });
  }, [code]);
  useEffect(() => view.current!.dispatch({ effects: pointAt.of(line) }), [line]);

  return <div ref={parent} className="cell-code" />;
}

function newState(props: { readonly current: EditorProps }): EditorState {
  const act = (name: 'onRun' | 'onLeave') => () => {
    props.current[name]();
    return true;
  };
  return EditorState.create({
    doc: props.current.code,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      autocompletion(),
      javascript({ typescript: true }),
      libraryNames,
      syntaxHighlighting(classHighlighter),
      errorLine,
      Prec.highest(
        keymap.of([
          { key: 'Shift-Enter', run: act('onRun') },
          { key: 'Mod-Enter', run: act('onRun') },
        ]),
      ),
      // Escape first closes an open list of completions
      keymap.of([...completionKeymap, { key: 'Escape', run: act('onLeave') }]),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({
        'aria-label': props.current.label,
        'aria-describedby': props.current.help,
        'data-gramm': 'false',
      }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        const text = state.doc.toString();
        if (docChanged && text !== props.current.code) props.current.onChange(text);
      }),
    ],
  });
}
