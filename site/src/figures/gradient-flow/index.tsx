import { type ReactNode, useDeferredValue, useRef, useState } from 'react';
import { useCompute } from '../../notebook/useCompute';
import { Choice, Fold, Slider, Table } from '../controls';
import shared from '../controls.module.css';
import type { FigureProps } from '../index';
import { decimal, power } from '../numbers';
import { useRoom } from '../useRoom';
import { curves, ticks } from './chart';
import type { Data, Input, Settings, Weights } from './compute';
import { Picture } from './Picture';
import { verdict } from './verdict';
import { words } from './words';

export { Picture };

const activations = ['tanh', 'sigmoid', 'relu', 'identity'] as const;

/** The gradient's way back, for a network of the reader's choice. */
export default function GradientFlow({ initial, lang }: FigureProps<Input, Data>): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  const { width } = useRoom(root);
  const { trained } = initial.input;
  const [settings, setSettings] = useState<Input>(initial.input);
  const wanted = useDeferredValue(settings);
  const { output: data, pending, error } = useCompute('gradient-flow', wanted, initial);
  const [place, setPlace] = useState(10);
  const say = words[lang];
  const T = data.settings.T;
  const lag = Math.min(place, T);
  const change = (part: Partial<Settings>) => setSettings({ ...settings, ...part });

  const choose = (weights: Weights) => {
    // each with the settings under which it shows what it is there for
    if (weights === 'trained' && trained)
      change({ weights, radius: Number(trained.radius.toFixed(2)), f: 'tanh' });
    else if (weights === 'shear') change({ weights, radius: 0.9, f: 'identity' });
    else change({ weights, radius: initial.input.radius, f: initial.input.f });
  };
  const about =
    settings.weights === 'trained' && trained
      ? `${say.trained(trained.length, trained.steps, decimal(trained.before, lang), decimal(trained.after, lang, 4))} ${say.own(decimal(trained.radius, lang))}.`
      : say[settings.weights === 'shear' ? 'shear' : 'random'];

  return (
    <div ref={root} aria-busy={pending}>
      <div className={shared.bar}>
        <Choice
          label={say.weights}
          options={(['random', 'trained', 'shear'] as const).map((value) => ({
            value,
            label: say.kinds[value],
          }))}
          value={settings.weights}
          onChange={choose}
        />
        <Choice
          label={say.activation}
          options={activations.map((value) => ({ value, label: say.f[value] }))}
          value={settings.f}
          onChange={(f) => change({ f })}
        />
      </div>
      <div className={shared.bar}>
        <Slider
          label={say.radius}
          value={settings.radius}
          min={0.2}
          max={3}
          step={0.01}
          text={decimal(settings.radius, lang)}
          onChange={(radius) => change({ radius })}
        />
        <Slider
          label={say.length}
          value={settings.T}
          min={5}
          max={100}
          step={1}
          text={String(settings.T)}
          onChange={(value) => change({ T: value })}
        />
        <Slider
          label={say.inputs}
          value={settings.inputs}
          min={0}
          max={3}
          step={0.1}
          text={decimal(settings.inputs, lang, 1)}
          onChange={(inputs) => change({ inputs })}
        />
      </div>
      <Picture output={data} lang={lang} narrow={width < 560} lag={lag} />
      <div className={shared.panel}>
        <p role="status">{verdict(data, lag, lang)}</p>
        <p className={shared.words}>
          {say.numbers(decimal(data.sigma, lang), decimal(data.meanSlope, lang))} {about}
        </p>
      </div>
      <Slider label={say.read} value={lag} min={0} max={T} step={1} text={`${lag}`} onChange={setPlace} />
      {error && <p className={shared.error}>{error}</p>}
      <Fold summary={say.table}>
        <Table
          caption={say.title}
          head={say.keys}
          rows={ticks(0, T).map((k) => [String(k), ...curves.map((curve) => power(data[curve][k], lang))])}
        />
      </Fold>
    </div>
  );
}
