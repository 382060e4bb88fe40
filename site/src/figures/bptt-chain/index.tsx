import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useCompute } from '../../notebook/useCompute';
import { Choice, Fold, Player, Slider, Table } from '../controls';
import shared from '../controls.module.css';
import type { FigureProps } from '../index';
import { nearest } from '../nearest';
import { decimal } from '../numbers';
import { useRoom } from '../useRoom';
import { useSteps } from '../useSteps';
import type { Data, Input, Settings } from './compute';
import { layout } from './layout';
import { Panel } from './Panel';
import { Picture, spoken } from './Picture';
import panel from './panel.module.css';
import { Sum } from './Sum';
import { keyOf, topicOf } from './terms';
import { words } from './words';

export { Picture };

/** The chain whose every term can be asked where it comes from. */
export default function BpttChain({ initial, lang }: FigureProps<Input, Data>): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const { width } = useRoom(root);
  // formulas never change, so they do not travel to the worker
  const { formulas = {}, ...start } = initial.input;
  const [settings, setSettings] = useState<Settings>(start);
  const { output: data, error } = useCompute('bptt-chain', settings, {
    input: start,
    output: initial.output,
  });
  const T = data.steps.length;
  const steps = useSteps(0, T + 1, initial.output.steps.length + 1, 1800);
  const [picked, setPicked] = useState(keyOf('gradient', 2));
  const [added, setAdded] = useState(false);
  const say = words[lang];
  const stage = steps.step;
  const narrow = width < 560;
  const plan = layout(T, data.first.length, narrow);
  const chosen = plan.spots.some(({ key }) => key === picked) ? picked : keyOf('gradient', 1);

  // the panel follows the backward pass, but not the change to another network
  const former = useRef({ stage, T });
  useEffect(() => {
    const { current: before } = former;
    former.current = { stage, T };
    if (before.T === T && before.stage !== stage) setPicked(topicOf(stage, T));
  }, [stage, T]);

  const choose = (key: string) => {
    setPicked(key);
    steps.pause();
  };
  const walk = (event: React.KeyboardEvent) => {
    const next = nearest(plan.spots, chosen, event.key);
    if (!next) return;
    event.preventDefault();
    choose(next);
    root.current?.querySelector<SVGGElement>(`[data-key="${next}"]`)?.focus();
  };

  const show = (example: Settings['example']) => {
    setSettings({ ...settings, example });
    // another length: everything is computed and shown again
    steps.go(Number.POSITIVE_INFINITY);
  };

  return (
    <div ref={root}>
      <div className={shared.bar}>
        <Choice
          label={say.example}
          options={(['pencil', 'vectors'] as const).map((value) => ({ value, label: say.examples[value] }))}
          value={settings.example}
          onChange={show}
        />
        <Slider
          label={say.scale}
          value={settings.scale}
          min={0}
          max={2}
          step={0.1}
          text={decimal(settings.scale, lang, 1)}
          onChange={(scale) => setSettings({ ...settings, scale })}
        />
      </div>
      <Player steps={steps} first={0} last={T + 1} lang={lang}>
        <span aria-live="polite">{say.stage(stage, T)}</span>
      </Player>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys for the buttons of the drawing */}
      <div onKeyDown={walk}>
        <Picture
          output={data}
          lang={lang}
          view={{ stage, narrow }}
          touch={{ chosen, choose, hover: () => {} }}
        />
      </div>
      <Panel data={data} lang={lang} chosen={chosen} formulas={formulas} choose={choose} />
      <label className={panel.check}>
        <input type="checkbox" checked={added} onChange={(event) => setAdded(event.target.checked)} />
        {say.add}
      </label>
      {added && <Sum data={data} lang={lang} />}
      {error && <p className={shared.error}>{error}</p>}
      <Fold summary={say.table}>
        <Table
          caption={say.title}
          head={say.head}
          rows={plan.spots.map(({ kind, t }) => spoken(data, kind, t, lang).split(' = '))}
        />
      </Fold>
    </div>
  );
}
