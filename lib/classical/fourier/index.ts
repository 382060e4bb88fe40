export { dft, idft } from './dft.js';
export { fft, ifft, irfft, rfft } from './fft.js';
export type { FrameOptions } from './frames.js';
export { type ISTFTOptions, istft } from './istft.js';
export {
  amplitudeSpectrum,
  frequencies,
  powerSpectrum,
  type RateOptions,
  type Spectrum,
  signalEnergy,
  spectrum,
} from './spectrum.js';
export { type Spectrogram, type STFT, type STFTAxes, type STFTOptions, spectrogram, stft } from './stft.js';
export { hamming, hann, rectangular } from './window.js';
