import { type ReactNode, useRef, useState } from 'react';
import { useCompute } from '../../notebook/useCompute';
import { Choice, Fold, Player, Table } from '../controls';
import shared from '../controls.module.css';
import type { FigureProps } from '../index';
import { nearest } from '../nearest';
import { short, tuple } from '../numbers';
import { useRoom } from '../useRoom';
import { useSteps } from '../useSteps';
import type { Data, Settings, Task } from './compute';
import { explain } from './explain';
import { keyOf, layout, placeOf, type View } from './layout';
import { Picture, still } from './Picture';
import { Values } from './Values';
import { words } from './words';

export { Picture };

/** The network that can be stepped through. */
export default function UnrolledNetwork({ initial, lang }: FigureProps<Settings, Data>): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const { width, coarse } = useRoom(root);
  const [settings, setSettings] = useState(initial.input);
  const { output: data, error } = useCompute('unrolled-network', settings, initial);
  const T = data.steps.length;
  const steps = useSteps(1, T, still.step);
  const [folded, setFolded] = useState(false);
  const [chosen, setChosen] = useState('made-2-1');
  const [hovered, setHovered] = useState<string>();
  const [resets, setResets] = useState(0);
  const say = words[lang];
  const view: View = { step: steps.step, folded, narrow: width < 600, coarse };

  const { spots } = layout(T, view);
  const exists = (key: string | undefined): key is string => spots.some((spot) => spot.key === key);
  // the calculation moves on with the step, and what is chosen in it with the calculation
  const followed = keyOf({ ...placeOf(chosen), t: steps.step });
  const current = exists(chosen)
    ? chosen
    : exists(followed)
      ? followed
      : keyOf({ kind: 'made', t: steps.step, i: 1 });
  const shown = exists(hovered) ? hovered : current;
  const told = explain(data, placeOf(shown), lang);
  const { state, output } = data.steps[steps.step - 1];

  const choose = (key: string) => {
    setChosen(key);
    // a mouse that rests somewhere must not hide what the keyboard does
    setHovered(undefined);
  };
  const walk = (event: React.KeyboardEvent) => {
    const next = nearest(spots, current, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
    root.current?.querySelector<SVGGElement>(`[data-key="${next}"]`)?.focus();
  };
  const reset = () => {
    change({ inputs: initial.input.inputs, first: initial.input.first });
    // the fields keep what was typed, so they are made anew
    setResets(resets + 1);
  };
  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part });

  return (
    <div ref={root}>
      <Player steps={steps} first={1} last={T} lang={lang}>
        {say.step(steps.step, T)}
      </Player>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys for the buttons of the drawing */}
      <div onKeyDown={walk}>
        <Picture
          output={data}
          lang={lang}
          view={view}
          touch={{ chosen: current, choose, hover: setHovered }}
        />
      </div>
      <div className={shared.panel} role="status">
        <p className={shared.name}>{told.name}</p>
        <p className={shared.sum}>{told.sum}</p>
        <p className={shared.words}>{told.words}</p>
      </div>
      <p className={shared.quiet} aria-live="polite">
        {say.step(steps.step, T)}: h = {tuple(state, lang)}, y = {tuple(output, lang)}
      </p>
      {error && <p className={shared.error}>{error}</p>}
      <div className={shared.bar}>
        <Choice
          label={say.drawing}
          options={[
            { value: 'unrolled', label: say.unrolled },
            { value: 'folded', label: say.folded },
          ]}
          value={folded ? 'folded' : 'unrolled'}
          onChange={(value) => setFolded(value === 'folded')}
        />
        <Choice
          label={say.activation}
          options={(['tanh', 'sigmoid', 'relu'] as const).map((value) => ({ value, label: say.f[value] }))}
          value={settings.f}
          onChange={(f) => change({ f })}
        />
        <Choice
          label={say.task}
          options={(Object.keys(say.tasks) as Task[]).map((value) => ({ value, label: say.tasks[value] }))}
          value={settings.task}
          onChange={(task) => change({ task })}
        />
      </div>
      <Fold summary={say.values}>
        <Values key={resets} settings={settings} lang={lang} onChange={change} />
        <button type="button" className="action" onClick={reset}>
          {say.reset}
        </button>
      </Fold>
      <Fold summary={say.table}>
        <Table
          caption={say.title}
          head={say.head}
          rows={data.steps.map((step, i) => [
            String(i + 1),
            ...[step.x, step.memory, step.news, data.weights.bh, step.sum, step.state, step.output].map(
              (row) => tuple(row, lang, 3),
            ),
          ])}
        />
        <Table
          caption={say.weights}
          head={['', '1', '2', '3']}
          rows={Object.entries(data.weights).flatMap(([name, rows]) =>
            rows.map((row, i) =>
              typeof row === 'number'
                ? [`${name}, ${i + 1}`, short(row, lang)]
                : [`${name}, ${i + 1}`, ...row.map((value) => short(value, lang))],
            ),
          )}
        />
      </Fold>
    </div>
  );
}
