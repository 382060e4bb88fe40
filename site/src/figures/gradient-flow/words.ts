import type { Curve } from './chart';
import type { Weights } from './compute';

const f = { tanh: 'tanh', sigmoid: 'σ', relu: 'ReLU', identity: 'a' };

export const words = {
  en: {
    f: { ...f, identity: 'identity' },
    title: 'How much of a gradient comes back, against the lag',
    curves: {
      norms: 'this network',
      powers: 'powers of the weights',
      rule: 'the rule',
      bound: 'bound by singular values',
    } as Record<Curve, string>,
    lag: 'lag k, steps back from the end',
    slopes: (f: string) => `${f}′ of each unit at step T − k`,
    shut: '0, shut',
    open: (value: string) => `${value}, open`,
    weights: 'Recurrent weights',
    kinds: { random: 'untrained', trained: 'trained', shear: 'not normal' } as Record<Weights, string>,
    activation: 'f',
    radius: 'Spectral radius ρ of Wₕ',
    length: 'Steps T',
    inputs: 'Size of the inputs',
    read: 'Read the curves at lag',
    own: (radius: string) => `The radius that training left: ${radius}`,
    trained: (length: number, steps: number, before: string, after: string) =>
      `Trained on ${steps} batches to repeat the first of ${length} numbers after the last: loss ${before} before, ${after} after, on sequences that it had not seen.`,
    shear:
      'Units in pairs; the first speaks to the second five times as loud as to itself, the second never answers.',
    random: 'Normal random numbers, scaled to the radius.',
    verdict: (rule: string, network: string, lag: number) =>
      `After ${lag} steps the rule says ${rule}, the network has ${network}.`,
    grows: 'The rule says that the gradient grows',
    shrinks: 'The rule says that the gradient vanishes',
    neither: 'The rule says that the gradient keeps its size',
    so: 'and so it does here.',
    far: 'and so it does here, but at quite another pace.',
    but: {
      grows: 'but here it is larger than at the start.',
      shrinks: 'but here it is smaller than at the start.',
      neither: 'but here it is as large as at the start.',
    },
    numbers: (sigma: string, slope: string) =>
      `Largest singular value of Wₕ: ${sigma}. Mean slope: ${slope}.`,
    table: 'The curves as a table',
    keys: ['k', 'this network', 'powers', 'rule', 'bound'],
  },
  ru: {
    f: { ...f, identity: 'тождество' },
    title: 'Сколько градиента доходит назад, в зависимости от задержки',
    curves: {
      norms: 'эта сеть',
      powers: 'степени весов',
      rule: 'правило',
      bound: 'граница по сингулярным числам',
    } as Record<Curve, string>,
    lag: 'задержка k, шагов назад от конца',
    slopes: (f: string) => `${f}′ каждого нейрона на шаге T − k`,
    shut: '0, закрыт',
    open: (value: string) => `${value}, открыт`,
    weights: 'Рекуррентные веса',
    kinds: { random: 'необученные', trained: 'обученные', shear: 'не нормальные' } as Record<Weights, string>,
    activation: 'f',
    radius: 'Спектральный радиус ρ матрицы Wₕ',
    length: 'Число шагов T',
    inputs: 'Величина входов',
    read: 'Значения при задержке',
    own: (radius: string) => `Радиус после обучения: ${radius}`,
    trained: (length: number, steps: number, before: string, after: string) =>
      `Обучены на ${steps} пакетах повторять первое из ${length} чисел после последнего: потери ${before} до и ${after} после, на новых последовательностях.`,
    shear: 'Нейроны парами: первый говорит второму впятеро громче, чем себе, второй никогда не отвечает.',
    random: 'Нормальные случайные числа, приведённые к радиусу.',
    verdict: (rule: string, network: string, lag: number) =>
      `Через ${lag} шагов правило обещает ${rule}, в сети ${network}.`,
    grows: 'По правилу градиент растёт',
    shrinks: 'По правилу градиент затухает',
    neither: 'По правилу градиент сохраняет величину',
    so: 'и здесь это так.',
    far: 'и здесь это так, но совсем с другой скоростью.',
    but: {
      grows: 'но здесь он больше, чем был вначале.',
      shrinks: 'но здесь он меньше, чем был вначале.',
      neither: 'но здесь он такой же, как вначале.',
    },
    numbers: (sigma: string, slope: string) =>
      `Наибольшее сингулярное число Wₕ: ${sigma}. Средний наклон: ${slope}.`,
    table: 'Кривые таблицей',
    keys: ['k', 'эта сеть', 'степени', 'правило', 'граница'],
  },
};
